-- Guards the register: slip numbers of a year run from 1 without a gap.
SELECT year FROM slips GROUP BY year HAVING min(number) <> 1 OR max(number) <> count(*);
