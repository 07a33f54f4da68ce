import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/fetch'
import { test as base, expect } from '@playwright/test'
import type { Client } from '../src/shared/contract/contract'
import { wireSerializers } from '../src/shared/contract/wire'

/** One running host with a user's folder of its own. */
export interface Host {
  readonly url: string
  readonly origin: string
  /** The same calls that the window makes, for setting a stage and for looking behind it. */
  readonly client: Client
  readonly userData: string
  readonly pid: number
  /** Ends the host as a power cut would. */
  kill(): Promise<void>
  /** Ends it in good order. */
  stop(): Promise<void>
}

const root = process.env.VITRINE_ROOT ?? join(import.meta.dirname, '..')

/** Starts the built Node host; the end-to-end specs know no other host and would run against Electron as they are. */
export async function startHost(userData: string, args: readonly string[] = []): Promise<Host> {
  const child = spawn(process.execPath, [join(root, 'out/main/cli.js'), 'serve', ...args], {
    env: { ...process.env, VITRINE_ROOT: root, VITRINE_USER_DATA: userData },
    stdio: ['ignore', 'pipe', 'pipe']
  })
  const url = await firstAddress(child)
  const { origin, searchParams } = new URL(url)
  const headers = { authorization: `Bearer ${searchParams.get('token') ?? ''}` }
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const exited = once(child, 'exit')
    child.kill(signal)
    await exited
  }
  return {
    url,
    origin,
    client: createORPCClient(new RPCLink({ url: `${origin}/rpc`, headers, customJsonSerializers: wireSerializers })),
    userData,
    pid: child.pid ?? 0,
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM')
  }
}

function firstAddress(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = ''
    const read = (chunk: Buffer) => {
      output += chunk.toString()
      const address = output.match(/http:\/\/\S+token=\S+/)?.[0]
      if (address) resolve(address)
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', read)
    child.once('exit', code => reject(new Error(`the host ended with ${code}:\n${output}`)))
  })
}

/** Each test gets a host on an empty user's folder and a page that is let in. */
export const test = base.extend<{ host: Host }>({
  host: async ({ page }, use) => {
    const userData = await mkdtemp(join(tmpdir(), 'vitrine-e2e-'))
    const host = await startHost(userData)
    await page.goto(host.url)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await use(host)
    await host.stop()
    await rm(userData, { recursive: true, force: true })
  }
})

export { expect }
