/** A text as a YAML scalar: JSON's strings are YAML too, whatever the text contains. */
export function yamlString(text: string): string {
  return JSON.stringify(text)
}

/**
 * Reads the class names of a YOLO `data.yaml`: a list in brackets, a list of dashes, or numbered names. Only this one
 * key of the file matters, so it is read without a whole YAML parser; what isn't one of these forms gives no names.
 */
export function readYoloNames(yaml: string): ReadonlyMap<number, string> {
  const lines = yaml.split(/\r?\n/)
  const start = lines.findIndex(line => /^names\s*:/.test(line))
  const names = new Map<number, string>()
  if (start < 0) return names
  const first = (lines[start] ?? '').replace(/^names\s*:/, '').trim()
  if (/^[[{]/.test(first)) {
    // A list in brackets may run over several lines.
    readFlow([first, ...lines.slice(start + 1)].join('\n'), names)
    return names
  }
  for (const line of lines.slice(start + 1)) {
    if (line.trim() === '' || line.trim().startsWith('#')) continue
    const dash = /^\s*-\s+(.*)$/.exec(line)
    const numbered = /^\s+["']?(\d{1,6})["']?\s*:\s*(.*)$/.exec(line)
    if (dash) names.set(names.size, scalar(dash[1] ?? ''))
    else if (numbered) names.set(Number(numbered[1]), scalar(numbered[2] ?? ''))
    else break
  }
  return names
}

const ITEM = /\s*(?:["']?(\d{1,6})["']?\s*:\s*)?("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^,\]}"'#\n][^,\]}\n]*)\s*([,\]}])/y

function readFlow(text: string, names: Map<number, string>): void {
  ITEM.lastIndex = 1
  for (let match = ITEM.exec(text); match; match = ITEM.exec(text)) {
    names.set(match[1] === undefined ? names.size : Number(match[1]), scalar(match[2] ?? ''))
    if (match[3] !== ',') return
  }
}

function scalar(text: string): string {
  const trimmed = text.trim()
  if (trimmed.startsWith("'")) return (/^'((?:[^']|'')*)'/.exec(trimmed)?.[1] ?? trimmed).replaceAll("''", "'")
  const quoted = /^"(?:[^"\\]|\\.)*"/.exec(trimmed)?.[0]
  if (quoted === undefined) return (trimmed.split(' #')[0] ?? '').trim()
  try {
    return String(JSON.parse(quoted))
  } catch {
    return quoted.slice(1, -1)
  }
}
