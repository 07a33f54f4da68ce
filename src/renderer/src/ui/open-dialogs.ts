/** Closes a dialog that is open. */
type Close = () => void

/** Dialogs that stand open, the topmost last. */
const open: Close[] = []

/** Notes a dialog that has opened; to be called back when it has closed. */
export function noteDialog(close: Close): () => void {
  open.push(close)
  return () => {
    const at = open.lastIndexOf(close)
    if (at >= 0) open.splice(at, 1)
  }
}

/** Closes the topmost dialog; false where none is open. */
export function closeTopDialog(): boolean {
  const close = open.at(-1)
  close?.()
  return close !== undefined
}

export function closeAllDialogs(): void {
  for (const close of open.toReversed()) close()
}
