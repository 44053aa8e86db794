"""The statements of the local geocoder. Each answers for all questions of a batch at once."""

STREETS = """
SELECT asked.reading, near.id, near.name, near.city, near.search_key, near.city_key, near.postcodes,
       near.longitude, near.latitude
FROM unnest(%s::int[], %s::text[], %s::text[], %s::text[]) AS asked(reading, street, postcode, town)
CROSS JOIN LATERAL (
    SELECT like_it.*
    FROM (
        SELECT street.*, street.search_key <-> asked.street AS apart
        FROM routing_street AS street
        WHERE street.network_id = %s
        ORDER BY street.search_key <-> asked.street
        LIMIT 40
    ) AS like_it
    ORDER BY like_it.apart
        + CASE WHEN asked.postcode = '' OR cardinality(like_it.postcodes) = 0 THEN 0.05
               WHEN asked.postcode = ANY (like_it.postcodes) THEN 0 ELSE 0.3 END
        + CASE WHEN asked.town = '' OR like_it.city_key = '' THEN 0.05
               WHEN like_it.city_key = asked.town THEN 0 ELSE 0.2 END,
        like_it.id
    LIMIT 4
) AS near
"""
"""The four streets most like each reading, those of the written post code and town first."""

HOUSES = """
WITH asked AS (
    SELECT * FROM unnest(%s::int[], %s::bigint[], %s::text[], %s::int[])
        AS asked(reading, street, number_key, value)
)
SELECT asked.reading, asked.street, found.kind, found.number, found.number_value, found.postcode,
       found.longitude, found.latitude
FROM asked
CROSS JOIN LATERAL (
    (SELECT 'exact' AS kind, point.* FROM routing_addresspoint AS point
     WHERE point.street_id = asked.street AND point.number_key = asked.number_key
     ORDER BY point.id LIMIT 1)
    UNION ALL
    (SELECT 'below', point.* FROM routing_addresspoint AS point
     WHERE point.street_id = asked.street AND point.number_value <= asked.value
       AND point.number_value %% 2 = asked.value %% 2
     ORDER BY point.number_value DESC, point.id LIMIT 1)
    UNION ALL
    (SELECT 'above', point.* FROM routing_addresspoint AS point
     WHERE point.street_id = asked.street AND point.number_value >= asked.value
       AND point.number_value %% 2 = asked.value %% 2
     ORDER BY point.number_value, point.id LIMIT 1)
) AS found
"""
"""For each street the house of that very number, and its neighbours on the same side of the street."""

PLACES = """
SELECT search_key, kind, name, longitude, latitude
FROM routing_place WHERE network_id = %s AND search_key = ANY (%s)
ORDER BY kind = 'suburb' DESC, id
"""
"""Post codes and towns by name; of a town and its suburb of one name the town comes last, and counts."""

NEAREST = """
SELECT street.name, street.city, point.number, point.postcode, point.longitude, point.latitude
FROM (
    SELECT point.* FROM routing_addresspoint AS point
    JOIN routing_street AS street ON street.id = point.street_id AND street.network_id = %s
    ORDER BY point(point.longitude, point.latitude) <-> point(%s, %s)
    LIMIT 10
) AS point
JOIN routing_street AS street ON street.id = point.street_id
"""
"""The ten houses nearest in degrees; which is nearest in metres is decided afterwards."""
