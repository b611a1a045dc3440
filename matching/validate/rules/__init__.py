"""What is allowed: generated rules, hand-written suites, their outcomes. Belongs here: Great Expectations."""
