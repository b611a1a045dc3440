-- Guards law 2: nobody is called enrolled by anything weaker than an exact valid number, a human, or the roll's own change.
SELECT record_id FROM outcomes WHERE bucket = 'enrolled' AND rule NOT IN ('EXACT_ID', 'JUDGED', 'ROLL_CHANGE');
