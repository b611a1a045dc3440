-- Every delivery by the bytes it brought and the folder and name it came under.
SELECT DISTINCT folder, name, sha256 FROM drops ORDER BY ALL;
