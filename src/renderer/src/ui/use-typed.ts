import { ref, watch, type Ref } from 'vue'

/** Text of a field that follows what is stored, by another window too, as long as nothing else was typed here. */
export function useTyped(stored: () => string): Ref<string> {
  const typed = ref(stored())
  watch(stored, (next, before) => {
    if (typed.value === before) typed.value = next
  })
  return typed
}
