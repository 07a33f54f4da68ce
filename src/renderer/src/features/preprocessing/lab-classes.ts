import type { ClassEntry } from '@shared/contract/classes'

/** A class of the run's list as it is drawn: the project's colour and key where the class is still there. */
export type LabClass = Pick<ClassEntry, 'name' | 'position' | 'color'>
