import type { ChartColors } from '@/ui/chart-colors'
import { count } from '@/ui/format'

/** A loss beside its axis: three digits, and a power of ten where a diverged one has more than fit there. */
export function lossLabel(loss: number): string {
  const short = Number(loss.toPrecision(3))
  if (short >= 100_000) return short.toExponential().replace('+', '')
  return short >= 1000 ? count(short) : String(short)
}

/** Axes, grid and tooltip that the curves of a run share. */
export function curveFrame(colors: ChartColors, percent: boolean) {
  const axis = { axisLine: { lineStyle: { color: colors.line2 } }, axisLabel: { color: colors.ink3 } }
  return {
    // Curves append without easing.
    animation: false,
    grid: { left: 44, right: 12, top: 34, bottom: 22 },
    // One line, however many runs are drawn and whatever their names; the rest is paged through.
    legend: {
      type: 'scroll',
      top: 0,
      left: 44,
      right: 36,
      itemWidth: 18,
      itemHeight: 2,
      textStyle: { color: colors.ink2, width: 140, overflow: 'truncate' },
      pageTextStyle: { color: colors.ink2 },
      pageIconColor: colors.ink2,
      pageIconInactiveColor: colors.line2,
      pageIconSize: 10
    },
    tooltip: { trigger: 'axis', renderMode: 'richText' },
    xAxis: { type: 'value', minInterval: 1, splitLine: { show: false }, ...axis },
    yAxis: {
      type: 'value',
      scale: true,
      splitLine: { lineStyle: { color: colors.line } },
      axisLabel: {
        color: colors.ink3,
        formatter: (value: number) => (percent ? `${Number((value * 100).toFixed(1))} %` : lossLabel(value))
      }
    }
  }
}
