import { defineStore } from 'pinia'
import { client } from '@/api/client'
import { useProjectList } from '@/stores/project-list'
import type { Model } from '@shared/contract/model'
import type { UserModel } from '@shared/contract/models'

/** The models that the user made. */
export const useUserModels = defineStore('user-models', () => {
  const { items, loaded, failure, refresh } = useProjectList<UserModel>(['models'], () => client.models.list())
  const find = (name: string): Model | null => items.value.find(entry => entry.name === name)?.model ?? null
  return { list: items, loaded, failure, refresh, find }
})

/** The name, with a number behind it where a model has it already. */
export function freeModelName(wanted: string, models: readonly { readonly name: string }[]): string {
  const taken = new Set(models.map(({ name }) => name))
  let name = wanted
  for (let number = 2; taken.has(name); number++) name = `${wanted} ${number}`
  return name
}
