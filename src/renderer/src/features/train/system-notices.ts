import { defineStore } from 'pinia'
import { computed, ref } from 'vue'

/** Notices of the operating system, for what ends while the window is out of sight. The user is asked once, by a button. */
export const useSystemNotices = defineStore('system-notices', () => {
  const permission = ref('Notification' in window ? Notification.permission : 'denied')
  return {
    canAsk: computed(() => permission.value === 'default'),
    ask: async () => (permission.value = await Notification.requestPermission()),
    /** Shown only where it was allowed and the window can't be seen; a click on it brings the window up with `open`. */
    show(text: string, open: () => void): void {
      if (!document.hidden || permission.value !== 'granted') return
      new Notification('Vitrine', { body: text, tag: text }).onclick = () => {
        window.focus()
        open()
      }
    }
  }
})
