import { replaceConvolutionGradients } from './convolution'
import { addDepthwiseGradients } from './depthwise'
import { replaceMaxPoolGradient } from './pooling'
import { spellOutSamePadding } from './same-padding'
import { replaceChannelReductions, replaceTransposedProduct } from './reduction'

let done = false

/** Completes and corrects the kernels of tfjs-backend-wasm, which as shipped can't train. Once per process. */
export function correctWasmKernels(): void {
  if (done) return
  done = true
  spellOutSamePadding()
  replaceConvolutionGradients()
  addDepthwiseGradients()
  replaceMaxPoolGradient()
  replaceChannelReductions()
  replaceTransposedProduct()
}
