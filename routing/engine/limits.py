"""The largest numbers the engine accepts, so that no sum of them leaves 63 bits."""

MAX_TIME = 100_000_000  # seconds from the start of the planning horizon (about three years)
MAX_TRAVEL = 100_000_000  # seconds or metres of one leg
NO_ROAD = 2_000_000_000  # in a matrix: this leg cannot be driven at all
MAX_AMOUNT = 1_000_000_000_000  # grams, millilitres or units of one visit or vehicle
MAX_MONEY = 1_000_000_000  # minor units: a fixed cost, a penalty
MAX_RATE = 10_000_000  # minor units per hour or per kilometre
MAX_WEIGHT = 1_000  # multiplier of a part of the objective
MAX_PRIORITY = 9
MAX_VISITS = 20_000
MAX_VEHICLES = 2_000
MAX_PLACES = 25_000
MAX_LOADS = 12  # load dimensions
MAX_WINDOWS = 20  # of one visit
MAX_BREAKS = 6  # of one vehicle
MAX_KEY = 200  # characters of a key
MAX_OBJECTIVE = 1 << 61  # no plan may be able to cost more, in parts of a minor unit

COST_SCALE = 18_000
"""Parts of a minor unit in which costs are summed.

It is the smallest number for which an hourly rate is whole per second (x 5) and a rate per kilometre is
whole per metre (x 18), so that the cost of a plan is exact and every engine minimises the same number.
"""
PARTS_PER_SECOND = COST_SCALE // 3_600  # times the hourly rate
PARTS_PER_METRE = COST_SCALE // 1_000  # times the rate per kilometre
