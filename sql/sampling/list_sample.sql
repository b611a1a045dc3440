-- A sample, in the order of its pairs.
SELECT * FROM samples WHERE sample_no = $sample_no ORDER BY pair_no, record_id;
