import { expect, test } from 'vitest'
import { closeAllDialogs, closeTopDialog, noteDialog } from './open-dialogs'

test('dialogs are closed from the top, and those that have gone are forgotten', () => {
  const closed: string[] = []
  function open(name: string): () => void {
    const forget = noteDialog(() => {
      closed.push(name)
      forget()
    })
    return forget
  }
  expect(closeTopDialog()).toBe(false)
  open('below')
  const gone = open('gone')
  open('top')
  gone()
  expect(closeTopDialog()).toBe(true)
  expect(closed).toEqual(['top'])
  open('top again')
  closeAllDialogs()
  expect(closed).toEqual(['top', 'top again', 'below'])
  expect(closeTopDialog()).toBe(false)
})
