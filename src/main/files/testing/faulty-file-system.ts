import { realFileSystem, type FileSystem } from '../file-system'

/** For tests: a file system on which one call fails as the system would let it fail. */
export function failingOn(
  call: keyof FileSystem,
  systemFailure: string,
  when: (path: string) => boolean = () => true
): FileSystem {
  return new Proxy(realFileSystem, {
    get(target, name, receiver) {
      const original: unknown = Reflect.get(target, name, receiver)
      if (name !== call || typeof original !== 'function') return original
      return async (...parameters: unknown[]): Promise<unknown> => {
        if (when(String(parameters[0]))) throw systemError(systemFailure)
        return await original(...parameters)
      }
    }
  })
}

/** For tests: opens files, but the disk is full after `capacity` bytes in each. */
export function fullAfter(capacity: number): FileSystem {
  return {
    ...realFileSystem,
    async open(path, flags, mode) {
      const handle = await realFileSystem.open(path, flags, mode)
      let left = capacity
      const write = handle.writeFile.bind(handle)
      handle.writeFile = async data => {
        left -= typeof data === 'string' ? Buffer.byteLength(data) : data instanceof Uint8Array ? data.byteLength : 0
        if (left < 0) throw systemError('ENOSPC')
        await write(data)
      }
      return handle
    }
  }
}

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: injected`), { code })
}
