-- Every line of every reminder that was issued.
SELECT * FROM notices ORDER BY issued_on, recipient_kind, recipient, feed, period;
