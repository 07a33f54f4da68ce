/** The design's colours as values, for canvases that can't read custom properties. Read at mount and on theme change. */
export interface ChartColors {
  readonly ink: string
  readonly ink2: string
  readonly ink3: string
  readonly line: string
  readonly line2: string
  readonly surface: string
  readonly sunken: string
  readonly raised: string
  readonly accent: string
  readonly wrong: string
  readonly heatRight: string
  readonly heatWrong: string
  readonly warn: string
  readonly ok: string
  readonly bad: string
  /** Model series in their fixed order. */
  readonly series: readonly [string, string, string, string, string]
  readonly font: string
}

/** Marks of the model series, in the same order as their colours. */
export const seriesSymbols = [
  'circle',
  'rect',
  'triangle',
  'diamond',
  'path://M2,0L5,3L8,0L10,2L7,5L10,8L8,10L5,7L2,10L0,8L3,5L0,2Z'
] as const

export function readChartColors(element: Element = document.documentElement): ChartColors {
  const style = getComputedStyle(element)
  const value = (name: string): string => style.getPropertyValue(`--v-${name}`).trim()
  return {
    ink: value('ink'),
    ink2: value('ink-2'),
    ink3: value('ink-3'),
    line: value('line'),
    line2: value('line-2'),
    surface: value('surface'),
    sunken: value('sunken'),
    raised: value('raised'),
    accent: value('accent'),
    wrong: value('wrong'),
    heatRight: value('heat-right'),
    heatWrong: value('heat-wrong'),
    warn: value('warn'),
    ok: value('ok'),
    bad: value('bad'),
    series: [value('series-1'), value('series-2'), value('series-3'), value('series-4'), value('series-5')],
    font: value('font')
  }
}
