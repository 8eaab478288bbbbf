//! Sharing out what is scarce.

use super::UnitTerm::{Any, Dimensionless as One, U, V};
use super::{Entry, Family, Function, now, row};

pub(super) const FAMILY: Family = Family { title: "Sharing out", functions: ROWS, definitions: &[], missing: &[] };

const ROWS: &[Entry] = &[
    row(
        "ALLOC P",
        Function::AllocateAtPriority,
        &[now("request", U), now("priority", V), now("width", V), now("market priority", V)],
        U,
        "fn_alloc_p.html",
        "What a request gets at the market priority that MARKETP found.",
    ),
    row(
        "ALLOCATE AVAILABLE",
        Function::AllocateAvailable,
        &[now("request", U), now("profile", Any), now("available", U)],
        U,
        "fn_allocate_available.html",
        "What each request gets of what is available, by its profile of priorities; fixed requests first. Normal curves \
         are those of Vensim's results: at least 0.05 wide, by Abramowitz and Stegun's formula 26.2.16.",
    ),
    row(
        "ALLOCATE BY PRIORITY",
        Function::AllocateByPriority,
        &[now("request", U), now("priority", V), now("size", One), now("width", V), now("supply", U)],
        U,
        "fn_allocate_by_priority.html",
        "What each request gets of a supply, the higher priorities first, those within `width` together.",
    ),
    row(
        "DEMAND AT PRICE",
        Function::DemandAtPrice,
        &[now("quantity", U), now("profile", Any), now("price", Any)],
        U,
        "fn_demand_at_price.html",
        "What is asked for at a price: all of the quantity at low prices, nothing at high ones.",
    ),
    row(
        "FIND MARKET PRICE",
        Function::FindMarketPrice,
        &[now("demand", U), now("demand profile", Any), now("supply", U), now("supply profile", Any)],
        Any,
        "fn_find_market_price.html",
        "The price at which all that is asked for and all that is offered are the same, at most 5 deviations of a normal \
         and 10 widths of an exponential curve away. Fixed quantities alone have none.",
    ),
    row(
        "MARKETP",
        Function::MarketPriority,
        &[now("request", U), now("priority", V), now("size", One), now("width", V), now("supply", U)],
        V,
        "fn_marketp.html",
        "The priority at which ALLOC P gives away exactly the supply.",
    ),
    row(
        "SUPPLY AT PRICE",
        Function::SupplyAtPrice,
        &[now("quantity", U), now("profile", Any), now("price", Any)],
        U,
        "fn_supply_at_price.html",
        "What is offered at a price: nothing at low prices, all of the quantity at high ones.",
    ),
];
