export const jobsStrings = {
  title: 'Jobs',
  none: 'No job running',
  empty: 'Long work shows here: imports, runs, exports.',
  button: (running: number, queued: number, progress: number | null) =>
    `Jobs: ${running} running, ${queued} queued${progress === null ? '' : `, ${Math.round(progress * 100)} %`}`,
  queued: (running: number, queued: number) => (queued > 0 ? `${running} + ${queued} queued` : String(running)),
  cancel: 'Cancel',
  pause: 'Pause',
  resume: 'Resume',
  ended: 'Ended',
  states: {
    queued: 'queued',
    running: 'running',
    paused: 'paused',
    interrupted: 'interrupted, the program was closed',
    succeeded: 'done',
    failed: 'failed',
    cancelled: 'cancelled'
  },
  progress: (title: string) => `Progress of ${title}`
}
