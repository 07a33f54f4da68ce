import { library } from './0001-library'
import { training } from './0002-training'

/** In order; the position + 1 is the schema's version (`user_version`). Append, never change one that was released. */
export const migrations: readonly string[] = [library, training]
