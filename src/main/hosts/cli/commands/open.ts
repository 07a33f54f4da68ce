import type { Command } from '../command'
import { serve } from './serve'

/** The launcher opens the desktop's window or a browser on it; by itself this is the host that a browser shows. */
export const open: Command = {
  ...serve,
  name: 'open',
  usage: '[PROJECT | --sample]',
  summary: 'opens the window: the desktop’s where Electron is there, else a browser’s'
}
