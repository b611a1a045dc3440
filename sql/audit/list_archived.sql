-- What the archive must hold: the bytes of every delivery, each once.
SELECT sha256, min(received_on)::VARCHAR AS received_on, min(folder) AS folder FROM drops GROUP BY sha256 ORDER BY ALL;
