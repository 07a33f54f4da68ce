import type { Agent } from '@shared/domain/annotation/model'

/** The program, as annotations name what wrote them. */
export const generatorOf = (version: string): Agent => ({ id: null, name: `Vitrine ${version}`, type: 'Software' })
