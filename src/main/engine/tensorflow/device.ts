import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { cpus } from 'node:os'
import type { BackendInfo } from '../backend'

type Device = Pick<BackendInfo, 'device' | 'deviceMemory' | 'driver'>

/** The widest vector instructions that the processor names, which is what oneDNN picks its kernels by. */
function vectorInstructions(): string | null {
  try {
    const flags =
      readFileSync('/proc/cpuinfo', 'utf8')
        .match(/^(?:flags|Features)\s*:\s*(.*)$/m)?.[1]
        ?.split(' ') ?? []
    if (flags.includes('amx_tile')) return 'AMX'
    if (flags.includes('avx512f')) return 'AVX-512'
    if (flags.includes('avx2')) return 'AVX2'
    return flags.includes('asimd') ? 'NEON' : null
  } catch {
    return null
  }
}

/** What nobody has seen yet is said, and why a card that libraries were fetched for stays unused. */
export function cardNote(gpu: boolean, withCardLibraries: boolean): string | null {
  if (gpu)
    return 'Vitrine has not been tried on an NVIDIA card so far: its speed there, and whether the same seed repeats a run to the last digit, are unknown. The self-test has compared its results.'
  return withCardLibraries
    ? 'NVIDIA’s libraries are installed, but TensorFlow found no card that it can use, so the processor trains. Check with nvidia-smi that the card and its driver answer.'
    : null
}

/** What TensorFlow computes on: the processor, or the card as NVIDIA's own tool names it. */
export function describeDevice(gpu: boolean): Device {
  if (!gpu) {
    const parts = [cpus()[0]?.model.trim() || 'CPU', 'oneDNN', vectorInstructions()]
    return { device: parts.filter(part => part !== null).join(', '), deviceMemory: null, driver: null }
  }
  const query = ['--query-gpu=name,memory.total,driver_version', '--format=csv,noheader,nounits']
  const { stdout } = spawnSync('nvidia-smi', query, { encoding: 'utf8', timeout: 5000 })
  const [name, mebibytes, driver] =
    (stdout ?? '')
      .split('\n')[0]
      ?.split(',')
      .map(part => part.trim()) ?? []
  return {
    device: name || 'NVIDIA GPU',
    deviceMemory: mebibytes ? Number(mebibytes) * 1024 ** 2 : null,
    driver: driver ?? null
  }
}
