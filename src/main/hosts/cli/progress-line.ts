/** Standard error as far as progress needs it. */
export interface ProgressOutput {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
}

export interface ProgressLine {
  /** On a terminal a bar that redraws itself, else a line per tenth, which is enough for a log. */
  show(share: number | null, detail: string): void
  /** What is printed next begins on a line of its own. */
  end(): void
}

const WIDTH = 24

export function createProgressLine(output: ProgressOutput): ProgressLine {
  let latest = ''
  let hasBar = false

  function drawBar(share: number | null, detail: string): void {
    const filled = Math.round((share ?? 0) * WIDTH)
    const percent = share === null ? '' : `${Math.floor(share * 100)} %`.padStart(6)
    const line = `${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)}${percent}  ${detail}`
    // A line that wraps could not be drawn over.
    output.write(`\r\x1b[K${line.slice(0, (output.columns || 80) - 1)}`)
    hasBar = true
  }

  return {
    show(share, detail) {
      if (output.isTTY) return drawBar(share, detail)
      const tenth = share === null ? '' : `${Math.floor(share * 10) * 10} %`
      const key = tenth || detail
      if (key === latest) return
      latest = key
      output.write(`${[tenth, detail].filter(Boolean).join('  ')}\n`)
    },
    end() {
      if (hasBar) output.write('\n')
      hasBar = false
    }
  }
}
