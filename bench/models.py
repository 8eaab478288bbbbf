"""The models to measure with: written here, so that nobody else's model is needed."""

from maker import Maker
from model import Expr, Kind, Model, named, wrap


def teacup():
    model = Model("teacup", "one stock", steps=240, step=0.125)
    room = model.constant("room temperature", 20, varied=True)
    characteristic_time = model.constant("characteristic time", 12, varied=True)
    tea = named("tea temperature")
    loss = model.add("heat loss", Kind.AUXILIARY, (tea - room) / characteristic_time)
    model.add("tea temperature", Kind.STOCK, wrap(0) - loss, 90)
    model.watched = ["tea temperature"]
    return model


def sir():
    model = Model("sir", "three stocks", steps=3200, step=0.03125)
    people = model.constant("people", 10_000)
    contacts = model.constant("contacts", 6, varied=True)
    infectivity = model.constant("infectivity", 0.25, varied=True)
    duration = model.constant("duration", 5, varied=True)
    susceptible, infected = named("susceptible"), named("infected")
    infections = model.add("infections", Kind.AUXILIARY, susceptible * contacts * infectivity * infected / people)
    recoveries = model.add("recoveries", Kind.AUXILIARY, infected / duration)
    model.add("susceptible", Kind.STOCK, wrap(0) - infections, 9_999)
    model.add("infected", Kind.STOCK, infections - recoveries, 1)
    model.add("recovered", Kind.STOCK, recoveries, 0)
    model.watched = ["susceptible", "recovered"]
    return model


def shuffled(maker, kinds):
    """Each kind as often as told, in random order."""
    operations = [kind for kind, count in kinds.items() for _ in range(count)]
    maker.random.shuffle(operations)
    return operations


def mixed():
    model = Model("mixed", "200 operations", steps=120, step=0.25)
    maker = Maker(model, seed=20)
    maker.parameters(40, lambda at: 0.5 + at / 40)
    stocks = maker.stocks([f"stock {at + 1}" for at in range(15)])
    kinds = {"+": 38, "-": 23, "*": 37, "/": 3, "MIN": 23, "MAX": 16, "if less": 10, "EXP": 6, "LN": 4, "table": 6}
    for kind in shuffled(maker, kinds):
        maker.operation(kind)
    maker.close(stocks, time=lambda at: 2 + at / 4)
    maker.finish()
    model.watched = ["stock 1", "stock 2", "everything"]
    return model


def world():
    model = Model("world", "200 equations, 50 tables", steps=400, step=0.5)
    maker = Maker(model, seed=1972)
    maker.parameters(20, lambda at: 0.6 + at / 25)
    for at in range(60):
        constant, number = model.constant(f"constant {at + 1}", 0.5 + at / 40), 0.5 + at / 40
        maker.keep(constant, number, number, changing=False)
    stocks = maker.stocks([f"stock {at + 1}" for at in range(12)])
    kinds = {"+": 25, "-": 12, "*": 40, "/": 30, "MIN": 6, "MAX": 5, "if less": 10, "EXP": 2, "LN": 1, "table": 50}
    for kind in shuffled(maker, {**kinds, Kind.SMOOTH3: 6, Kind.DELAY3: 3}):
        if isinstance(kind, Kind):
            maker.delay(kind)
        else:
            maker.operation(kind)
    maker.close(stocks, time=lambda at: 10 + at)
    maker.finish()
    model.watched = ["stock 1", "stock 2", "everything"]
    return model


def towns():
    model = Model("towns", "arrays of 351", steps=20, step=1.0)
    model.ranges["Town"] = 351
    fertility = model.constant("fertility", 0.03, varied=True)
    growing_up = model.constant("time to grow up", 18, varied=True)
    working_life = model.constant("working life", 40, varied=True)
    retirement = model.constant("time in retirement", 15, varied=True)
    first = model.constant("first adults", [800 + 7 * at % 351 for at in range(351)], element_of="Town")
    adults = named("adults")
    model.add("adults", Kind.STOCK, None, first, "Town")
    births = model.add("births", Kind.AUXILIARY, adults * fertility, element_of="Town")
    maturing = model.add("maturing", Kind.DELAY3, births, growing_up, "Town")
    retiring = model.add("retiring", Kind.AUXILIARY, adults / working_life, element_of="Town")
    deaths = model.add("deaths", Kind.DELAY3, retiring, retirement, "Town")
    model.add("elders", Kind.STOCK, retiring - deaths, first / 3, "Town")
    model.variables["adults"].value = maturing - retiring
    for name in ("adults", "elders"):
        model.add(f"all {name}", Kind.AUXILIARY, Expr("total", (name,)))
    model.watched = ["all adults", "all elders"]
    return model


def climate():
    model = Model("climate", "3,600 series", steps=1000, step=0.125)
    model.ranges["Region"] = 20
    maker = Maker(model, seed=1896)
    maker.parameters(30, lambda at: 0.5 + at / 30)
    kinds = ["+", "-", "*", "*", "/", "/", "MIN", "MAX", "if less", "table"]

    def sector(name, equations, stocks, element_of):
        mine = maker.stocks([f"{name} stock {at + 1}" for at in range(stocks)], element_of)
        for at in range(equations):
            maker.operation("EXP" if at % 40 == 7 else maker.random.choice(kinds), element_of)
        maker.close(mine, time=lambda at: 5 + at)

    sector("world", equations=380, stocks=30, element_of=None)
    for at in range(3):
        share = model.constant(f"share {at + 1}", [0.5 + (at * 7 + 3 * town) % 20 / 20 for town in range(20)], False, "Region")
        maker.keep(share, 0.5, 1.5, changing=False)
    sector("region", equations=145, stocks=12, element_of="Region")
    maker.finish()
    model.watched = ["world stock 1", "world stock 2", "everything"]
    return model


def large():
    """Not run by the thousand: to see what it takes to read and compile a model of this size."""
    model = Model("large", "3,000 equations without arrays", steps=100, step=0.25)
    maker = Maker(model, seed=3000)
    maker.parameters(30, lambda at: 0.5 + at / 30)
    stocks = maker.stocks([f"stock {at + 1}" for at in range(100)])
    kinds = ["+", "-", "*", "*", "/", "/", "MIN", "MAX", "if less", "table", "EXP", "LN"]
    for _ in range(2600):
        maker.operation(maker.random.choice(kinds))
    maker.close(stocks, time=lambda at: 5 + at)
    maker.finish()
    model.watched = ["stock 1", "stock 2", "everything"]
    return model


ENSEMBLES = {make.__name__: make for make in (teacup, sir, mixed, world, towns, climate)}
