import { expect, test } from 'vitest'
import { killStream } from './testing/killing-stream'
import { resourcesDir, startTestBackend } from './testing/test-backend'

/** How many times the program is killed; `npm run bench durability 1000` asks for more. */
const kills = Number(process.env.VITRINE_KILLS ?? 20)

test(`every acknowledged edit is there after the program was killed, ${kills} times`, async () => {
  const { client, ended, folder } = await startTestBackend()
  const result = await killStream({ kills, client, ended, folder, resourcesDir })
  expect(result).toMatchObject({ kills, lostBoxes: 0, lostNotes: 0, openedReadOnly: 0, problems: 0 })
  expect(result.boxes).toBeGreaterThan(kills)
}, 600_000)
