import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import type { Page } from '@playwright/test'
import { expect, test } from '../host'

const fixtures = resolve('../shared/fixtures')
const study = join(fixtures, 'seed-iiif')
const photos = join(fixtures, 'photos')
const why = 'needs the photos of ../shared/fixtures, which may not be copied into the project'

test.skip(!existsSync(study) || !existsSync(photos), why)

/** How often each label stands in a list of labels. */
const tally = (labels: readonly string[]): Readonly<Record<string, number>> =>
  Object.fromEntries([...new Set(labels)].map(label => [label, labels.filter(other => other === label).length]))

interface StudyRow {
  readonly trueLabel: string
}
const studyLabels = (): Readonly<Record<string, number>> =>
  // The fixture's own shape.
  tally((JSON.parse(readFileSync(join(study, 'study-results.json'), 'utf8')) as StudyRow[]).map(row => row.trueLabel))
const photoLabels = (): Readonly<Record<string, number>> =>
  tally(
    readFileSync(join(photos, 'photos.csv'), 'utf8')
      .split(/\r?\n/)
      .slice(1)
      .flatMap(line => line.split(',')[1] ?? [])
  )

/** What `vitrine evaluate` prints, as far as it is looked at here. */
interface Evaluated {
  readonly protocol: string
  readonly recipe: string
  readonly foreignRecipe: boolean
  readonly population: { readonly name: string; readonly count: number }
  readonly accuracy: number
  readonly interval: readonly [number, number]
  readonly classes: readonly {
    readonly name: string
    readonly precision: number | null
    readonly recall: number | null
    readonly support: number
  }[]
  readonly weighted: { readonly recall: number; readonly support: number }
  readonly confusion: { readonly labels: readonly string[]; readonly counts: readonly (readonly number[])[] }
}
interface Compared {
  readonly population: { readonly count: number }
  readonly runs: readonly { readonly accuracy: number; readonly interval: readonly [number, number] }[]
  readonly pairs: readonly { readonly onlyARight: number; readonly onlyBRight: number; readonly pValue: number }[]
  readonly consensus: Readonly<Record<'allRight' | 'someWrong' | 'allWrong' | 'total', number>>
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

/** Report, matrix, accuracy and interval are one another's, whatever a short run makes of the images. */
function expectConsistent({ accuracy, interval, classes, weighted, confusion, population }: Evaluated): number {
  const { counts, labels } = confusion
  const total = sum(counts.flat())
  const right = sum(counts.map((row, at) => row[at] ?? 0))
  expect(total).toBe(population.count)
  expect(accuracy).toBeCloseTo(right / total, 12)
  expect(interval[0]).toBeLessThanOrEqual(accuracy)
  expect(interval[1]).toBeGreaterThanOrEqual(accuracy)
  expect(classes.map(({ name }) => name)).toEqual(labels)
  classes.forEach(({ precision, recall, support }, at) => {
    const hits = counts[at]?.[at] ?? 0
    const predicted = sum(counts.map(row => row[at] ?? 0))
    expect(support).toBe(sum(counts[at] ?? []))
    if (support > 0) expect(recall).toBeCloseTo(hits / support, 12)
    if (predicted > 0) expect(precision).toBeCloseTo(hits / predicted, 12)
  })
  // The recall of all classes by their support is the accuracy.
  expect(weighted.recall).toBeCloseTo(accuracy, 12)
  return right
}
const supportsOf = ({ classes }: Evaluated): Readonly<Record<string, number>> =>
  Object.fromEntries(classes.filter(({ support }) => support > 0).map(({ name, support }) => [name, support]))

const root = process.env.VITRINE_ROOT ?? join(import.meta.dirname, '../..')
const run = promisify(execFile)

test('the study’s evaluation from a fresh project by command line', async ({ host }) => {
  // Seventeen programs start one after another.
  test.setTimeout(300_000)
  const project = join(host.userData, 'study.vitrine')
  const env = { ...process.env, VITRINE_ROOT: root, VITRINE_USER_DATA: host.userData }
  async function vitrine<T>(command: string, ...args: readonly string[]): Promise<T> {
    const { stdout } = await run(
      process.execPath,
      [join(root, 'out/main/cli.js'), command, project, ...args, '--json'],
      { env, maxBuffer: 1e8 }
    )
    // The documents are a public interface; what is read of them is asserted.
    return JSON.parse(stdout) as T
  }

  await vitrine('new')
  const garments = await vitrine<{ imported: object }>('import', 'catalogue:fashion-mnist-200')
  expect(garments.imported).toMatchObject({ images: 2500, annotations: 2500 })
  const frozen = await vitrine<{ counts: object }>('dataset', 'freeze', 'Garments', '--split', '0.15', '--seed', '42')
  expect(frozen.counts).toEqual({ train: 1700, val: 300, test: 500 })
  expect(await vitrine('import', join(study, 'manifests/manifest.json'))).toMatchObject({ imported: { images: 15 } })
  expect(await vitrine('import', join(study, 'annotations'))).toMatchObject({
    imported: { annotations: 15 },
    skipped: []
  })
  expect(await vitrine('import', photos)).toMatchObject({ imported: { images: 90 } })
  expect(await vitrine('import', join(photos, 'photos.csv'))).toMatchObject({ imported: { annotations: 90 } })

  for (const model of ['scratch', 'simple-cnn'])
    await vitrine('train', '--dataset', 'Garments', '--model', model, '--epochs', '1')

  const test500 = await vitrine<Evaluated>('evaluate', '--run', '1', '--on', 'test')
  expect(test500).toMatchObject({ protocol: 'single-split', population: { count: 500 } })
  expectConsistent(test500)
  expect(Object.values(supportsOf(test500))).toEqual(Array(10).fill(50))

  const on15 = await vitrine<Evaluated>('evaluate', '--run', '1', '--on', 'Multimodal')
  expect(on15).toMatchObject({ protocol: 'held-out', foreignRecipe: false, population: { count: 15 } })
  const right = expectConsistent(on15)
  expect(supportsOf(on15)).toEqual(studyLabels())
  const on90 = await vitrine<Evaluated>('evaluate', '--run', '1', '--on', 'photos')
  expect(on90.population.count).toBe(90)
  expectConsistent(on90)
  expect(supportsOf(on90)).toEqual(photoLabels())

  // The study's own way to prepare the photos is a trial, and marked.
  const inverted = await vitrine<Evaluated>('evaluate', '--run', '1', '--on', 'Multimodal', '--recipe', 'study')
  expect(inverted).toMatchObject({ recipe: 'study', foreignRecipe: true, population: { count: 15 } })
  expectConsistent(inverted)
  expect(supportsOf(inverted)).toEqual(studyLabels())

  const compared = await vitrine<Compared>('compare', '--runs', '1,2', '--on', 'Multimodal')
  const { allRight, someWrong, allWrong, total } = compared.consensus
  expect([compared.population.count, total, allRight + someWrong + allWrong]).toEqual([15, 15, 15])
  const [a, b] = compared.runs.map(({ accuracy }) => Math.round(accuracy * 15))
  const [pair] = compared.pairs
  expect(a).toBe(right)
  expect((pair?.onlyARight ?? 0) - (pair?.onlyBRight ?? 0)).toBe((a ?? 0) - (b ?? 0))
  expect(someWrong).toBe((pair?.onlyARight ?? 0) + (pair?.onlyBRight ?? 0))
  expect(allRight + (pair?.onlyARight ?? 0)).toBe(a)

  // The study's stored predictions: nine, eight and nine of fifteen, and no ranking.
  const { sets } = await vitrine<{ sets: readonly { id: string; name: string }[] }>(
    'predict',
    '--import',
    join(study, 'study-results.json'),
    '--on',
    'Multimodal'
  )
  expect(sets.map(({ name }) => name)).toEqual(['transfer', 'scratch', 'deep'])
  const ids = sets.map(({ id }) => id).join()
  const stored = await vitrine<Compared>('compare', '--runs', ids, '--on', 'Multimodal')
  expect(stored.runs.map(({ accuracy }) => accuracy)).toEqual([9 / 15, 8 / 15, 9 / 15])
  expect(Math.min(...stored.pairs.map(({ pValue }) => pValue))).toBeGreaterThan(0.05)

  const folds = await vitrine<{
    run: string
    folds: readonly { train: number; val: number; outOfFoldAccuracy: number }[]
    outOfFold: { accuracy: number; interval: readonly [number, number] }
  }>('cv', '--dataset', 'Garments', '--model', 'scratch', '--folds', '2', '--epochs', '1')
  expect(sum(folds.folds.map(({ val }) => val))).toBe(2000)
  const mean = sum(folds.folds.map(fold => fold.outOfFoldAccuracy * fold.val)) / 2000
  expect(folds.outOfFold.accuracy).toBeCloseTo(mean, 12)
  const whole = await vitrine<Evaluated>('evaluate', '--run', folds.run)
  expect(whole).toMatchObject({ protocol: 'out-of-fold', population: { count: 2000 } })
  expectConsistent(whole)
  expect(whole.accuracy).toBeCloseTo(mean, 12)
  // Another protocol on the same images is no comparison: refused, with the reason.
  const refused = await vitrine('compare', '--runs', `${folds.run},1`).catch((error: unknown) => error)
  expect(refused).toMatchObject({ code: 1, stdout: expect.stringContaining('trained on one split') })

  // Every table as CSV: each row with its run, population, protocol and count.
  const out = join(host.userData, 'tables')
  const { files } = await vitrine<{ files: readonly string[] }>('export', '--format', 'tables', '--out', out)
  expect((await readdir(out)).toSorted()).toEqual(files.toSorted())
  const report = files.find(name => /^run-1-scratch\.multimodal\.report\.csv$/.test(name)) ?? ''
  const [head = '', ...rows] = (await readFile(join(out, report), 'utf8')).trim().split('\n')
  expect(head.split(',').slice(0, 5)).toEqual(['run', 'population', 'protocol', 'n', 'class'])
  for (const row of rows) expect(row).toMatch(/^run 1 scratch,Multimodal,held-out,15,/)
  expect(rows.some(row => row.split(',').includes(String(on15.accuracy)))).toBe(true)
  expect(files.filter(name => /paired-tests|folds|models/.test(name)).length).toBeGreaterThanOrEqual(3)

  const data = join(host.userData, 'annotations_data')
  await vitrine('export', '--format', 'annotations_data', '--run', '1', '--out', data)
  const [entries] = await readdir(data)
  const errors = Object.values(
    // `{index: {true_label, predicted_label, confidence}}`, the study's own shape.
    JSON.parse(await readFile(join(data, entries ?? ''), 'utf8')) as Record<
      string,
      { true_label: string; predicted_label: string; confidence: number }
    >
  )
  expect(errors).toHaveLength(2500 + 15 + 90)
  for (const { confidence } of errors) expect(confidence).toBeGreaterThanOrEqual(0.1)
})

/** Imports a file or folder as a user does: path, look inside, import; what undo then names stays, messages don't. */
async function importByDialog(page: Page, path: string, undo: RegExp): Promise<void> {
  await page.getByRole('button', { name: 'Import', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('radio', { name: 'Folder or file' }).click()
  await dialog.getByRole('textbox', { name: 'Path of a folder or file' }).fill(path)
  await dialog.getByRole('button', { name: 'Look inside' }).click()
  await dialog.getByRole('button', { name: 'Import', exact: true }).click()
  await expect(page.getByRole('button', { name: undo })).toBeVisible({ timeout: 60_000 })
  await expect(dialog).toBeHidden()
}

/** Goes to a screen and waits until it stands: the one before may have fields of the same name. */
async function open(page: Page, address: string, title: string): Promise<void> {
  await page.goto(address)
  await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible()
}

async function choose(page: Page, field: string, option: RegExp): Promise<void> {
  await page.getByRole('combobox', { name: field, exact: true }).click()
  await page.getByRole('option', { name: option }).click()
}

test('the study’s evaluation from a fresh project in the window', async ({ page, host }) => {
  test.setTimeout(300_000)
  const { client } = host
  await client.projects.create({ name: 'Study', folder: host.userData })
  await expect(page.getByRole('button', { name: 'Project Study' })).toBeVisible()
  const { jobId } = await client.sources.import({ from: 'catalogue:fashion-mnist-200' })
  await expect.poll(async () => (await client.jobs.get({ id: jobId })).state, { timeout: 60_000 }).toBe('succeeded')

  // Freeze, and train two short runs from the form.
  await open(page, `${host.origin}/#/train`, 'Train')
  await page.getByRole('button', { name: 'Freeze a dataset' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Freeze', exact: true }).click()
  await expect(page.getByText('Train 1,700 · Validation 300 · Test 500')).toBeVisible()
  for (const [number, model] of [
    [1, 'scratch'],
    [2, 'simple-cnn']
  ] as const) {
    await choose(page, 'Model', new RegExp(`^${model}`))
    await page.getByRole('spinbutton', { name: 'epochs' }).fill('1')
    await page.getByRole('button', { name: 'Start run' }).click()
    const region = page.getByRole('region', { name: `Run ${number} · ${model}` })
    await expect(region.getByText('Finished')).toBeVisible({ timeout: 60_000 })
  }

  // The photos as IIIF, and what SAS kept of them.
  await open(page, `${host.origin}/#/library`, 'Library')
  await importByDialog(page, join(study, 'manifests/manifest.json'), /^Undo: Import .*15/)
  await importByDialog(page, join(study, 'annotations'), /^Undo: Import 15 labels/)

  // The report and its matrix count the same fifteen.
  await open(page, `${host.origin}/#/evaluate`, 'Evaluate')
  await expect(page.getByTestId('counts')).toContainText('of 500', { timeout: 60_000 })
  await choose(page, 'Population', /^Multimodal/)
  const counts = page.getByTestId('counts')
  await expect(counts).toContainText('of 15', { timeout: 60_000 })
  await expect(page.getByText('held out', { exact: true })).toBeVisible()
  const matrix = page.getByRole('region', { name: 'Confusion matrix' })
  const inMatrix = await matrix.locator('[data-cell]').allTextContents()
  expect(sum(inMatrix.map(text => Number(text.replace('·', '0'))))).toBe(15)
  const onDiagonal = await matrix.locator('[data-cell]').evaluateAll(cells =>
    cells
      .filter(cell => {
        const [truth, predicted] = (cell.getAttribute('data-cell') ?? '').split('-')
        return truth === predicted
      })
      .map(cell => Number(cell.textContent.replace('·', '0')))
  )
  const right = Number((await counts.textContent())?.match(/(\d+) of 15/)?.[1])
  expect(sum(onDiagonal)).toBe(right)

  // All errors, one after another, through their own list.
  await page.getByRole('button', { name: 'All errors' }).click()
  await expect(page.getByTestId('cell-count')).toHaveText(`${15 - right} items`)
  await page
    .getByRole('listbox', { name: /\bitems?\b/ })
    .getByRole('option')
    .first()
    .focus()
  await page.keyboard.press('Enter')
  const place = page.getByTestId('list-place')
  const heading = page.getByRole('heading', { level: 1 })
  const seen = new Set<string>()
  for (let at = 1; at <= 15 - right; at++) {
    await expect(place).toHaveText(`${at} of ${15 - right}`)
    seen.add((await page.url().match(/item\/(\d+)/)?.[1]) ?? '')
    if (at < 15 - right) await page.keyboard.press('d')
  }
  expect(seen.size).toBe(15 - right)
  await expect(page.getByRole('button', { name: 'Next item' })).toHaveAttribute('aria-disabled', 'true')
  await expect(heading).toBeVisible()

  // Fixed where it is seen: it leaves the list, the figure moves, undo brings both back.
  const item = await client.item.get({ imageId: Number([...seen].at(-1)) })
  const [model] = item.models.toReversed()
  await page
    .getByRole('radiogroup', { name: 'Label' })
    .getByRole('radio', { name: model?.labels[model.predicted ?? 0] ?? '' })
    .click()
  await expect(place).toContainText(`no longer in the list of ${14 - right}`)
  await heading.focus()
  await page.keyboard.press('Control+z')
  await expect(place).toHaveText(`${15 - right} of ${15 - right}`)

  // Two runs on the fifteen: consensus and paired test are of the same images.
  await open(page, `${host.origin}/#/compare?runs=1,2`, 'Compare')
  await choose(page, 'Population', /^Multimodal/)
  await expect(page).toHaveURL(/on=source/)
  await expect(page.getByRole('table', { name: 'Models' })).toContainText('held out', { timeout: 60_000 })
  await expect(page.getByTestId('verdict')).toContainText(/of 15 images/)
  const filter = page.getByRole('radiogroup', { name: 'Show' })
  const ofFilter = async (name: string): Promise<number> =>
    Number(
      (await filter.getByRole('radio', { name: new RegExp(`^${name} \\d`) }).getAttribute('aria-label'))?.match(
        /\d+$/
      )?.[0]
    )
  expect(sum([await ofFilter('All right'), await ofFilter('Some wrong'), await ofFilter('All wrong')])).toBe(15)

  // Recipes that fit the model: its own and the study's, each with its interval on the same photos.
  await open(page, `${host.origin}/#/preprocessing`, 'Evaluate')
  await choose(page, 'Population', /^Multimodal/)
  await page.getByRole('button', { name: /^Run \d+$/ }).click()
  const strategies = page.getByTestId('strategies')
  await expect(strategies.getByRole('img', { name: / to / })).toHaveCount(2, { timeout: 120_000 })
  await expect(strategies).toContainText('study')
  for (const text of await strategies.locator('td.num span').allTextContents()) expect(text).toMatch(/^\d+ of 15$/)
})
