"""The data officer's pages (数据质量): every table's rules in words, and what each drop came to.

Belongs here: Great Expectations' Data Docs in Chinese, without a value and without a network. Does not belong here:
judging (suites), the results themselves (results), and when pages are made (matching.pipeline.datadocs).
"""
