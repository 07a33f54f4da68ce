import { dtypes } from './attributes'
import type { Attribute, Shape } from './attributes'
import type { GraphNode } from './graph'
import { referenceOf } from './graph'
import { ProtobufWriter } from './protobuf'

// Field numbers are those of tensorflow/core/framework/{graph,node_def,attr_value,tensor,tensor_shape}.proto and
// tensorflow/core/protobuf/{saved_model,meta_graph}.proto.

/** A graph of TensorFlow 2.9's producer version, readable by that release and every later one. */
const producerVersion = 1087

function shapeProto(shape: Shape | null): ProtobufWriter {
  const writer = new ProtobufWriter()
  if (shape === null) return writer.integer(3, true)
  for (const size of shape) writer.bytes(2, new ProtobufWriter().integer(1, size ?? -1))
  return writer
}

function attributeProto(attribute: Attribute): ProtobufWriter {
  const writer = new ProtobufWriter()
  switch (attribute.kind) {
    case 'type':
      return writer.integer(6, dtypes[attribute.value])
    case 'int':
      return writer.integer(3, attribute.value)
    case 'ints': {
      const packed = new ProtobufWriter()
      for (const value of attribute.value) packed.varint(value)
      return writer.bytes(1, new ProtobufWriter().bytes(3, packed))
    }
    case 'float':
      return writer.float(4, attribute.value)
    case 'bool':
      return writer.integer(5, attribute.value)
    case 'string':
      return writer.bytes(2, attribute.value)
    case 'shape':
      return writer.bytes(7, shapeProto(attribute.value))
    case 'tensor': {
      const { dtype, shape, data } = attribute.value
      return writer.bytes(8, new ProtobufWriter().integer(1, dtypes[dtype]).bytes(2, shapeProto(shape)).bytes(4, data))
    }
  }
}

function nodeProto(node: GraphNode): ProtobufWriter {
  const writer = new ProtobufWriter().bytes(1, node.name).bytes(2, node.op)
  for (const input of node.inputs) writer.bytes(3, referenceOf(input))
  for (const before of node.control) writer.bytes(3, `^${before.name}`)
  for (const [key, attribute] of Object.entries(node.attributes))
    writer.bytes(5, new ProtobufWriter().bytes(1, key).bytes(2, attributeProto(attribute)))
  return writer
}

/**
 * A complete `saved_model.pb`. The loader needs the tag `serve` and the graph; no saver, no signature and no folder of
 * variables: ours are set by feeding them.
 */
export function savedModelBytes(nodes: readonly GraphNode[]): Uint8Array {
  const graph = new ProtobufWriter()
  for (const node of nodes) graph.bytes(1, nodeProto(node))
  graph.bytes(4, new ProtobufWriter().integer(1, producerVersion))
  const metaGraph = new ProtobufWriter().bytes(1, new ProtobufWriter().bytes(4, 'serve')).bytes(2, graph)
  return new ProtobufWriter().integer(1, 1).bytes(2, metaGraph).finish()
}
