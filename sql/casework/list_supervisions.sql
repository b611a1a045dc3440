-- Every line of every notice of supervision that was sent.
SELECT * FROM supervisions ORDER BY sent_on, recipient_kind, recipient, slip_no, step;
