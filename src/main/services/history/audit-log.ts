import type { ProjectDatabase } from '../../storage/database'
import type { Inverse } from '../../storage/inverse'

export interface AuditEntry {
  readonly at: Date
  readonly author: string
  readonly summary: string
}

/** Who changed which annotation when, for good: within the transaction of the change. */
export interface AuditLog {
  note(change: Inverse, entry: AuditEntry): void
  of(annotationId: number): readonly AuditEntry[]
}

export function createAuditLog({ sqlite }: ProjectDatabase): AuditLog {
  const insert = sqlite.prepare('insert into audit (at, author, summary) values (?, ?, ?)')
  const link = sqlite.prepare('insert or ignore into audited_annotation (annotation_id, audit_id) values (?, ?)')
  const select = sqlite.prepare<[number], { at: number; author: string; summary: string }>(
    `select at, author, summary from audit join audited_annotation on audit_id = audit.id
     where annotation_id = ? order by audit.id`
  )
  return {
    note(change, { at, author, summary }) {
      const annotations = change.get('annotation')
      if (!annotations || annotations.size === 0) return
      const { lastInsertRowid } = insert.run(at.getTime(), author, summary)
      for (const id of annotations.keys()) link.run(id, lastInsertRowid)
    },
    of: id => select.all(id).map(row => ({ ...row, at: new Date(row.at) }))
  }
}
