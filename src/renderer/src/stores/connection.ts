import { defineStore } from 'pinia'
import { ref } from 'vue'
import { client } from '@/api/client'
import { openEventStream, type ConnectionState } from '@/api/events'
import { emitEvent, emitOpen } from '@/api/listeners'

/** The window's one event stream, and whether it stands. */
export const useConnection = defineStore('connection', () => {
  const state = ref<ConnectionState>('connecting')

  function open(): () => void {
    return openEventStream({
      client,
      onEvent: emitEvent,
      onOpen: emitOpen,
      onState: next => (state.value = next)
    })
  }

  return { state, open }
})
