import * as v from 'valibot'
import { keptPicturesSchema, type KeptPictures } from '@shared/contract/sources'
import { hostSchema } from '@shared/contract/settings'
import { textOption, UsageError, type Arguments, type OptionSpecs } from './command'

/** How pictures of the web are fetched, shared by the commands that do. */
export const pictureOptions: OptionSpecs = {
  pictures: { type: 'string' },
  'allow-host': { type: 'string', multiple: true }
}
export const pictureUsage = '[--pictures full|tiles|PIXELS] [--allow-host HOST]…'

/** `none`, `full`, `tiles` or the longest side in pixels; undefined when not said. Errors: UsageError. */
export function readPictures(args: Arguments): KeptPictures | undefined {
  const text = textOption(args, 'pictures')
  if (text === undefined) return undefined
  const wanted = /^\d+$/.test(text) ? { kind: 'side', pixels: Number(text) } : { kind: text }
  const parsed = v.safeParse(keptPicturesSchema, wanted)
  if (parsed.success) return parsed.output
  throw new UsageError(`--pictures is none, full, tiles or the longest side from 64 to 65500 pixels, not “${text}”`)
}

/** Hosts of a private network that this command may reach. Errors: UsageError. */
export function readAllowedHosts(args: Arguments): string[] {
  return texts(args, 'allow-host').map(given => {
    const parsed = v.safeParse(hostSchema, URL.canParse(given) ? new URL(given).host || given : given)
    if (parsed.success) return parsed.output
    throw new UsageError(`--allow-host takes a host such as iiif.museum.local:8080, not “${given}”`)
  })
}

/** Every value of an option that may be given several times. */
export function texts({ options }: Arguments, name: string): string[] {
  const value = options[name]
  return Array.isArray(value) ? value.filter(one => typeof one === 'string') : []
}
