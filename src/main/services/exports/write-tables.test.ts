import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { ExportReport } from '@shared/contract/exports'
import { readCsv } from '@shared/domain/formats/csv-table'
import { startGarmentRun } from '../../testing/garment-run'

test('every table of what was evaluated, each row with its run, population, protocol and count', async () => {
  const { client, folder, ended, runId } = await startGarmentRun()
  const { datasetId } = await client.runs.get({ id: runId })
  const population = { kind: 'dataset' as const, datasetId, part: 'validation' as const }
  const evaluation = await client.evaluation.evaluate({ runId, population })

  const out = join(folder, 'tables')
  const { jobId } = await client.exports.start({ format: 'tables', out })
  const job = await ended(jobId)
  expect(job.error).toBeNull()
  const { files, count, skipped } = job.result as ExportReport // of an export job
  expect((await readdir(out)).toSorted()).toEqual([...files].toSorted())
  expect(skipped).toEqual([])
  expect(files).toContain('runs.csv')
  // Evaluated on the validation part only: nothing else is evaluated for the export's sake.
  const reports = files.filter(name => name.includes('report'))
  expect(reports).toEqual(['run-1-scratch.garments-validation.report.csv'])

  const [head = [], ...rows] = readCsv(await readFile(join(out, reports[0] ?? ''), 'utf8'))
  expect(head.slice(0, 5)).toEqual(['run', 'population', 'protocol', 'n', 'class'])
  expect(rows.map(row => row.slice(0, 4))).toEqual(
    Array(13).fill(['run 1 scratch', 'garments validation', 'single-split', String(evaluation.count)])
  )
  const accuracy = rows.find(row => row[4] === 'accuracy')?.[head.indexOf('accuracy')]
  expect(Number(accuracy)).toBe(evaluation.accuracy)

  const [cells = [], ...matrix] = readCsv(
    await readFile(join(out, 'run-1-scratch.garments-validation.confusion-matrix.csv'), 'utf8')
  )
  const counted = matrix.map(row => Number(row[cells.indexOf('count')]))
  expect(counted.reduce((sum, value) => sum + value, 0)).toBe(evaluation.count)
  const written = await Promise.all(files.map(async name => readCsv(await readFile(join(out, name), 'utf8'))))
  expect(count).toBe(written.reduce((sum, table) => sum + table.length - 1, 0))
})

test('a run that was evaluated nowhere is evaluated on its test part; without a run there is nothing to write', async () => {
  const { client, folder, ended, runId } = await startGarmentRun()
  const out = join(folder, 'tables')
  const job = await ended((await client.exports.start({ format: 'tables', out, runs: [runId] })).jobId)
  const { files } = job.result as ExportReport // of an export job
  expect(files.filter(name => name.includes('report'))).toEqual(['run-1-scratch.garments-test.report.csv'])

  await client.runs.remove({ id: runId })
  const none = await ended((await client.exports.start({ format: 'tables', out: join(folder, 'none') })).jobId)
  expect(none.error).toMatchObject({ code: 'INVALID_INPUT' })
  await expect(readdir(join(folder, 'none'))).rejects.toThrow()
})

test('a run that was evaluated by a map of classes is written on that population', async () => {
  const { client, folder, ended, runId, population } = await startGarmentRun()
  await client.labelMaps.save({ runId, population, kind: 'index' })
  await client.evaluation.evaluate({ runId, population })
  const job = await ended((await client.exports.start({ format: 'tables', out: join(folder, 'tables') })).jobId)
  const { files } = job.result as ExportReport // of an export job
  const reports = files.filter(name => name.includes('report'))
  expect(reports).toEqual(['run-1-scratch.vitrine-sample-three-pieces-of-clothing.report.csv'])
})
