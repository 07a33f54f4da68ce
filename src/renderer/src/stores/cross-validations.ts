import { defineStore } from 'pinia'
import { client } from '@/api/client'
import type { CrossValidation } from '@shared/contract/cross-validation'
import { useProjectList } from './project-list'

/** The project's cross-validations, newest first; each finished fold changes one. */
export const useCrossValidations = defineStore('cross-validations', () => {
  const { items, loaded, failure, refresh } = useProjectList<CrossValidation>(['runs'], () =>
    client.crossValidation.list()
  )
  return { list: items, loaded, failure, refresh }
})
