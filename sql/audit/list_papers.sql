-- Whether the papers of a slip that was handed on are in the audit chain. In: $subject, its number.
SELECT line FROM audit_log WHERE action = 'papers' AND subject = $subject;
