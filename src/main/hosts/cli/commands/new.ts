import { basename, dirname, resolve } from 'node:path'
import { argument, type Command } from '../command'

export const create: Command = {
  name: 'new',
  usage: 'PROJECT [--sample]',
  summary: 'makes a project folder, empty or with the sample photos and a small Fashion-MNIST',
  options: { sample: { type: 'boolean' } },
  positionals: [1, 1],
  async run(args, { client, print }) {
    const path = resolve(argument(args, 0))
    const vitrine = await client()
    const project = await vitrine.projects.create({
      name: basename(path, '.vitrine'),
      folder: dirname(path),
      sample: args.options.sample === true
    })
    const images = await vitrine.images.query({})
    const classes = await vitrine.classes.list()
    const annotations = classes.reduce((sum, { count }) => sum + count, 0)
    print(
      { project: project.path, images: images.total, annotations, classes: classes.map(({ name }) => name) },
      `${project.path}: ${images.total} images, ${annotations} labels, ${classes.length} classes`
    )
  }
}
