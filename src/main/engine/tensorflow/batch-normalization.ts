import type { Layer } from '@shared/contract/model'
import { attr } from './attributes'
import type { Emission } from './emission'
import type { Value } from './graph'
import { outputOf } from './graph'
import { add, countAlong, divide, float, floats, floatType, multiply, reshape, scale, subtract } from './ops'

type BatchNormalization = Extract<Layer, { class_name: 'BatchNormalization' }>

/**
 * Batch normalization over the last axis. A frozen layer uses its moving statistics in training too, as Keras's does
 * with `trainable = False`.
 */
export function emitBatchNormalization(e: Emission, layer: BatchNormalization, x: Value): Value {
  const { g } = e
  const channels = x.shape.at(-1) ?? null
  if (channels === null) throw new Error(`${layer.name}: the number of channels is unknown`)
  // The fused kernel takes images; a flat input is an image of one pixel.
  const image = x.shape.length === 4 ? x : reshape(g, x, [x.shape[0] ?? null, 1, 1, channels])
  const training = e.training && layer.trainable
  const gamma = layer.scale ? e.weight(`${layer.name}/gamma`) : floats(g, new Float32Array(channels).fill(1))
  const beta = layer.center ? e.weight(`${layer.name}/beta`) : floats(g, new Float32Array(channels))
  const mean = `${layer.name}/moving_mean`
  const variance = `${layer.name}/moving_variance`
  const statistics = training ? [floats(g, []), floats(g, [])] : [e.weight(mean), e.weight(variance)]
  const attributes = {
    ...floatType,
    U: attr.type('float32'),
    epsilon: attr.float(layer.epsilon),
    exponential_avg_factor: attr.float(1),
    data_format: attr.string('NHWC'),
    is_training: attr.bool(training)
  }
  const perChannel = { shape: [channels] }
  const outputs = [{ shape: image.shape }, perChannel, perChannel, perChannel, perChannel, { shape: [null] }]
  const node = g.node('FusedBatchNormV3', [image, gamma, beta, ...statistics], attributes, outputs)
  if (training) {
    const count = countAlong(g, image, [0, 1, 2])
    // The kernel's variance is the unbiased one; Keras keeps the biased one: times (N − 1) / N.
    const biased = multiply(g, outputOf(node, 2), divide(g, subtract(g, count, float(g, 1)), count))
    const move = (old: Value, now: Value): Value =>
      add(g, scale(g, old, layer.momentum), scale(g, now, 1 - layer.momentum))
    e.assign(mean, move(e.weight(mean), outputOf(node, 1)))
    e.assign(variance, move(e.weight(variance), biased))
  }
  return x.shape.length === 4 ? outputOf(node) : reshape(g, outputOf(node), x.shape)
}
