import { defineStore } from 'pinia'
import { computed, ref } from 'vue'

/** Notices of the operating system, for what ends while the window is out of sight. The user is asked once, by a button. */
export const useSystemNotices = defineStore('system-notices', () => {
  const permission = ref('Notification' in window ? Notification.permission : 'denied')
  return {
    canAsk: computed(() => permission.value === 'default'),
    ask: async () => (permission.value = await Notification.requestPermission()),
    /** Shown only where it was allowed and the window can't be seen. */
    show(text: string): void {
      if (document.hidden && permission.value === 'granted') new Notification('Vitrine', { body: text, tag: text })
    }
  }
})
