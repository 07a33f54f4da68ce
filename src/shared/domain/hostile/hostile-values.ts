import type { Random } from '../random/random'

/** Picks one of several; the list must not be empty. */
export function pick<T>(random: Random, choices: readonly [T, ...T[]]): T {
  return choices[random.integer(choices.length)] ?? choices[0]
}

/** Keys of IIIF, Open Annotation and W3C documents, and names that harm careless readers. */
export const KEYS = [
  '@context', '@id', '@type', 'id', 'type', 'label', 'items', 'sequences', 'canvases', 'images', 'resource', 'resources',
  'on', 'target', 'body', 'bodyValue', 'selector', 'full', 'source', 'within', 'partOf', 'value', 'chars', 'default',
  'item', 'service', 'profile', 'width', 'height', 'sizes', 'tiles', 'scaleFactors', 'thumbnail', 'metadata', 'rights',
  'license', 'requiredStatement', 'attribution', 'structures', 'ranges', 'members', 'manifests', 'collections',
  'otherContent', 'annotations', 'first', 'next', 'motivation', 'creator', 'created', 'purpose', 'format', 'language',
  'viewingHint', 'behavior', '@graph', '@value', '@language', 'x', 'y', 'region', 'refinedBy', 'scale_factors', 'tile_width',
  '__proto__', 'constructor', 'prototype', 'toString', 'valueOf', 'hasOwnProperty', 'then', 'length', 'toJSON'
] as const // prettier-ignore

/** Types that readers branch on. */
const TYPES = [
  'Manifest', 'sc:Manifest', 'Collection', 'sc:Collection', 'Canvas', 'sc:Canvas', 'Range', 'sc:Range', 'Annotation',
  'oa:Annotation', 'AnnotationPage', 'sc:AnnotationList', 'oa:AnnotationList', 'AnnotationCollection', 'Image',
  'dctypes:Image', 'ImageService1', 'ImageService2', 'ImageService3', 'oa:Choice', 'Choice', 'Composite',
  'SpecificResource', 'FragmentSelector', 'oa:FragmentSelector', 'SvgSelector', 'oa:SvgSelector', 'PointSelector',
  'ImageApiSelector', 'TextualBody', 'oa:Tag', 'dctypes:Text', 'cnt:ContentAsText', 'Video', 'http://www.w3.org/ns/oa#Tag'
] as const // prettier-ignore

/** Texts with a meaning to a reader, a shell, a browser, a spreadsheet or a file system. */
const TEXTS = [
  '', ' ', '\u0000', '\uD800', '\u202E', 'NaN', 'Infinity', '1e999', '-0', '9007199254740993', 'http://e.org/c',
  'HTTP://E.ORG/C#xywh=1,2,3,4', 'http://', 'http://[::1]/', 'http://127.0.0.1/', 'file:///etc/passwd',
  'javascript:alert(1)', 'data:text/html,<script>', '../../../../etc/passwd', '..\\..\\x', 'C:\\x', '/dev/null', '//e.org',
  'a0e7970d-2d04-4d18-bcdb-319801344b33', '%00', '%', '%E0%A4%A', '<script>alert(1)</script>', '<img src=x onerror=x>',
  '<p>True: Shirt</p>', 'Predicted: Bag, Confidence: 1e400 %', '=1+1', '@SUM(A1)', "'; DROP TABLE x; --", '${x}', '{{x}}',
  'xywh=1,2,3,4', 'xywh=percent:0,0,100,100', 'xywh=pixel:-1,-1,0,0', 'xywh=1e308,1e308,1e308,1e308', 'xywh=,,,', 't=1,2',
  'level0', 'level2', 'http://iiif.io/api/image/2/level1.json', '2026-13-45T99:99:99Z', 'ﷺ', '👩‍👩‍👧‍👦', 'İı', 'ß'
] as const // prettier-ignore

/** A string made to break a reader: special, long, or hostile SVG. */
export function hostileText(random: Random): string {
  switch (random.integer(8)) {
    case 0:
      return hostileSvg(random)
    case 1:
      return pick(random, TYPES)
    case 2:
      return pick(random, TEXTS).repeat(1 + random.integer(50))
    case 3:
      return pick(random, ['/', ' ', '<', '&', '-', '"', '#', '%', '<p>', 'True:', '&amp;', '\\', '\n']).repeat(
        random.integer(3000)
      )
    case 4:
      return `${pick(random, TEXTS)}#${pick(random, TEXTS)}`
    default:
      return pick(random, TEXTS)
  }
}

/** A value where something else was expected. */
export function hostileValue(random: Random): unknown {
  switch (random.integer(10)) {
    case 0:
      return pick<unknown>(random, [null, true, false, [], {}, [[]], [null]])
    case 1:
      return pick(random, [0, -1, 0.5, 1e308, -1e308, 2 ** 31, 2 ** 53, Number.MIN_VALUE, 1e-9, 65536])
    case 2:
      return nested(random, pick(random, [3, 60, 70, 500]))
    case 3:
      return Array.from({ length: random.integer(200) }, () => pick(random, TEXTS))
    case 4:
      return { [pick(random, KEYS)]: hostileText(random), [pick(random, KEYS)]: random.integer(5000) }
    default:
      return hostileText(random)
  }
}

function nested(random: Random, depth: number): unknown {
  const key = pick(random, KEYS)
  let value: unknown = pick(random, TEXTS)
  for (let level = 0; level < depth; level++) value = level % 2 === 0 ? [value] : { [key]: value }
  return value
}

/** SVG with strange numbers, entities, scripts, endless paths and unclosed tags. */
function hostileSvg(random: Random): string {
  const shape = (): string => {
    switch (random.integer(5)) {
      case 0:
        return `<rect x="${coordinate(random)}" y="0" width="${coordinate(random)}" height="${coordinate(random)}" rx="${coordinate(random)}"/>`
      case 1:
        return `<polygon points="${Array.from({ length: random.integer(30) }, () => coordinate(random)).join(' ')}"/>`
      case 2:
        return `<ellipse cx="${coordinate(random)}" cy="1" rx="${coordinate(random)}" ry="${coordinate(random)}"/>`
      case 3:
        return `<g transform="${pick(random, ['rotate', 'scale', 'matrix', 'skewX', 'translate', 'spin'])}(${coordinate(random)} ${coordinate(random)})">`
      default:
        return `<path d="${pathData(random)}"/>`
    }
  }
  const body = Array.from({ length: random.integer(5) }, shape).join('')
  const head = pick(random, ['<svg>', '<svg xmlns="http://www.w3.org/2000/svg">', '<svg viewBox="0 0 0 0" width="1" height="1">', '<!DOCTYPE x [<!ENTITY a "b">]><svg>', '<?xml version="1.0"?><svg onload="x">']) // prettier-ignore
  const tail = pick(random, [
    '</svg>',
    '',
    '</g></g></svg>',
    '<script>x</script></svg>',
    '<path d="M1 1',
    '<!--',
    '<![CDATA['
  ])
  return head + body + tail
}

function coordinate(random: Random): string {
  return pick(random, [
    '0',
    '1',
    '10.5',
    '-3',
    '1e3',
    '1e308',
    '1e-308',
    '-.5',
    'NaN',
    '10%',
    '5em',
    String(random.uniform(-100, 5000))
  ])
}

function pathData(random: Random): string {
  const length = random.integer(random.integer(20) === 0 ? 3000 : 30)
  const steps = Array.from({ length }, () => pick(random, ['', 'x', ...'MmLlHhVvCcSsQqTtAaZz']) +
    Array.from({ length: random.integer(8) }, () => coordinate(random)).join(pick(random, [',', ' ', '', '-']))) // prettier-ignore
  return pick(random, ['M0 0', 'm1,1', '']) + steps.join('')
}
