import type { Optimizer, Schedule, Training } from '@shared/contract/training'

/** Factor of the learning rate in the epoch `epoch` (from 0) of `epochs`. */
export function scheduleFactor(schedule: Schedule, epoch: number, epochs: number): number {
  switch (schedule.kind) {
    case 'constant':
      return 1
    case 'step':
      return schedule.factor ** Math.floor(epoch / schedule.every)
    case 'cosine': {
      const { warmup_epochs: warmup, alpha } = schedule
      if (epoch < warmup) return (epoch + 1) / (warmup + 1)
      const share = (epoch - warmup) / Math.max(1, epochs - warmup)
      return alpha + (1 - alpha) * 0.5 * (1 + Math.cos(Math.PI * share))
    }
  }
}

/** The optimizer after SwitchOptimizer: the callback's SGD with the first optimizer's decay and clipping. */
export function switchedOptimizer({ optimizer, callbacks }: Training): Optimizer | null {
  const { weight_decay, clipnorm, clipvalue, global_clipnorm } = optimizer
  const sgd = callbacks.SwitchOptimizer?.optimizer
  return sgd ? { ...sgd, weight_decay, clipnorm, clipvalue, global_clipnorm } : null
}
