"""What the sender gets back: receipts and correction workbooks. Belongs here: words and drawing, no judgement."""
