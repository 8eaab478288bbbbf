//! The models that are measured: made here, of the kinds and sizes that people run.

use outpace_engine::{BinaryOp, Clock, Graph, Method, Outside, Program, StateIndex, TableIndex, UnaryOp, Value};

/// Small, for a reproducible choice of operands (xorshift, Marsaglia 2003).
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound as u64) as usize
    }
}

/// A graph under construction, with short names for the operations of equations.
struct Model {
    graph: Graph,
    random: Random,
    parameters: Vec<Value>,
}

impl Model {
    fn new(parameters: usize) -> Model {
        let mut graph = Graph::new();
        let defaults = (0..parameters).map(|index| 0.5 + index as f64 / parameters as f64);
        let parameters = defaults.map(|default| graph.parameter(default).1).collect();
        Model { graph, random: Random(0x9E37_79B9_7F4A_7C15), parameters }
    }

    fn finish(self, steps: f64, method: Method) -> Program {
        let clock = Clock { initial: 0.0, last: steps, step: 1.0, save_every: 1.0, method };
        self.graph.finish(clock).expect("initial values are constants")
    }

    fn number(&mut self, number: f64) -> Value {
        self.graph.constant(number)
    }

    fn add(&mut self, a: Value, b: Value) -> Value {
        self.graph.binary(BinaryOp::Add, a, b)
    }

    fn subtract(&mut self, a: Value, b: Value) -> Value {
        self.graph.binary(BinaryOp::Subtract, a, b)
    }

    fn multiply(&mut self, a: Value, b: Value) -> Value {
        self.graph.binary(BinaryOp::Multiply, a, b)
    }

    fn divide(&mut self, a: Value, b: Value) -> Value {
        self.graph.binary(BinaryOp::Divide, a, b)
    }

    /// `|a| + 1`: what may be divided by.
    fn positive(&mut self, a: Value) -> Value {
        let size = self.graph.unary(UnaryOp::Abs, a);
        let one = self.number(1.0);
        self.add(size, one)
    }

    /// Evenly spaced points on [0, 2].
    fn table(&mut self, points: i32) -> TableIndex {
        let spacing = 2.0 / f64::from(points - 1);
        let points = (0..points).map(|i| (f64::from(i) * spacing, 0.4 + 0.2 * f64::from(i * 7 % 5)));
        self.graph.table(points.collect(), Outside::Hold)
    }

    /// A chain of first-order delays, as `DELAY3` and `SMOOTH3` make it; its last output.
    fn third_order(&mut self, input: Value, time: Value) -> Value {
        let three = self.number(3.0);
        let each = self.divide(time, three);
        let start = self.number(1.0);
        let mut flow = input;
        for _ in 0..3 {
            let (state, level) = self.graph.state();
            let gap = self.subtract(flow, level);
            let rate = self.divide(gap, each);
            self.graph.set_stock(state, start, rate);
            flow = level;
        }
        flow
    }

    /// Pulled back to where it began, so that numbers stay ordinary.
    fn calm_stock(&mut self, state: StateIndex, value: Value, change: Value) {
        let (one, small) = (self.number(1.0), self.number(0.001));
        let bounded = self.graph.binary(BinaryOp::Minimum, change, one);
        let pull = self.subtract(bounded, value);
        let rate = self.multiply(pull, small);
        self.graph.set_stock(state, one, rate);
    }

    /// One of the last values, or sometimes a parameter: as in a model whose equations follow from one another.
    fn pick(&mut self, values: &[Value], parameters: bool) -> Value {
        if values.is_empty() || (parameters && self.random.below(5) == 0) {
            let count = self.parameters.len();
            return self.parameters[self.random.below(count)];
        }
        values[values.len() - 1 - self.random.below(values.len().min(25))]
    }

    /// As many operations of each kind, in a reproducible order, each on earlier values; the values not used, if a
    /// `thrifty` choice was to leave few.
    fn equations(
        &mut self,
        values: &mut Vec<Value>,
        kinds: &[(&'static str, usize)],
        tables: &[TableIndex],
        thrifty: bool,
    ) -> Vec<Value> {
        let mut operations: Vec<&str> = Vec::new();
        for &(name, count) in kinds {
            operations.extend(std::iter::repeat_n(name, count));
        }
        for i in (1..operations.len()).rev() {
            operations.swap(i, self.random.below(i + 1));
        }
        let mut unused = thrifty.then(|| values.clone());
        let mut next_table = 0;
        let one = self.number(1.0);
        for name in operations {
            let (b, c, d) = (self.pick(values, true), self.pick(values, true), self.pick(values, true));
            // The first operand is always a value of the step: where nothing may be wasted, one not used yet.
            let a = match &mut unused {
                Some(unused) if unused.len() > 24 => unused.swap_remove(self.random.below(unused.len())),
                _ => self.pick(values, false),
            };
            values.push(match name {
                "add" => self.add(a, b),
                "subtract" => self.subtract(a, b),
                "multiply" => self.multiply(a, b),
                "scale" => {
                    let parameter = self.pick(&[], true);
                    self.multiply(a, parameter)
                }
                "divide" => {
                    let divisor = self.positive(b);
                    self.divide(a, divisor)
                }
                "share" => {
                    let constant = 3.0 + self.random.below(20) as f64 * 0.7;
                    let constant = self.number(constant);
                    self.divide(a, constant)
                }
                "minimum" => self.graph.binary(BinaryOp::Minimum, a, b),
                "maximum" => self.graph.binary(BinaryOp::Maximum, a, b),
                "select" => {
                    let less = self.graph.binary(BinaryOp::Less, a, b);
                    self.graph.select(less, c, d)
                }
                "exp" => {
                    let bounded = self.graph.binary(BinaryOp::Minimum, a, one);
                    self.graph.unary(UnaryOp::Exp, bounded)
                }
                "ln" => {
                    let positive = self.positive(a);
                    self.graph.unary(UnaryOp::Ln, positive)
                }
                _ => {
                    next_table += 1;
                    self.graph.lookup(tables[(next_table - 1) % tables.len()], a)
                }
            });
            if let Some(unused) = &mut unused {
                unused.extend(values.last());
            }
        }
        unused.unwrap_or_default()
    }
}

/// 206 operations and 15 stocks, repeated: a middling model, of which every value changes in every step.
pub fn middling(repetitions: usize, steps: f64, method: Method) -> Program {
    let mut model = Model::new(40);
    let kinds = [
        ("add", 38),
        ("subtract", 38),
        ("multiply", 37),
        ("divide", 18),
        ("minimum", 23),
        ("maximum", 16),
        ("select", 10),
        ("exp", 6),
        ("ln", 4),
        ("lookup", 6),
    ];
    for _ in 0..repetitions {
        let states: Vec<_> = (0..15).map(|_| model.graph.state()).collect();
        let points = (0..10_i32).map(|i| (f64::from(i) * 0.25, f64::from(i * 7 % 5))).collect();
        let table = model.graph.table(points, Outside::Hold);
        let mut values: Vec<Value> = states.iter().map(|state| state.1).collect();
        model.equations(&mut values, &kinds, &[table], false);
        for (i, &(state, value)) in states.iter().enumerate() {
            let change = values[values.len() - 1 - 12 * i];
            model.calm_stock(state, value, change);
            model.graph.output(value);
        }
    }
    model.finish(steps, method)
}

/// As large as World3: some 570 operations, 60 of them tables of 6 to 11 points, and chains of delays.
pub fn world(steps: f64) -> Program {
    large(1, 20, steps)
}

/// World3's size many times over: 3,600 series.
pub fn climate(steps: f64) -> Program {
    large(8, 20, steps)
}

fn large(repetitions: usize, parameters: usize, steps: f64) -> Program {
    let mut model = Model::new(parameters);
    let kinds = [
        ("add", 60),
        ("subtract", 60),
        ("scale", 100),
        ("divide", 30),
        ("share", 25),
        ("minimum", 10),
        ("maximum", 8),
        ("select", 6),
        ("exp", 1),
        ("ln", 2),
        ("lookup", 60),
    ];
    for _ in 0..repetitions {
        let states: Vec<_> = (0..24).map(|_| model.graph.state()).collect();
        let tables: Vec<TableIndex> = (0..60).map(|i| model.table(6 + i % 6)).collect();
        let mut values: Vec<Value> = states.iter().map(|state| state.1).collect();
        let (twenty, least, chains) = (model.number(20.0), model.number(-1.0), 7);
        for (chain, state) in states.iter().take(chains).enumerate() {
            // Half of the delay times vary.
            let time = if chain % 2 == 0 { twenty } else { model.parameters[chain] };
            let late = model.third_order(state.1, time);
            values.push(late);
        }
        let unused = model.equations(&mut values, &kinds, &tables, true);
        for (i, &(state, value)) in states.iter().enumerate() {
            let change = model.graph.binary(BinaryOp::Maximum, unused[i], least);
            model.calm_stock(state, value, change);
            model.graph.output(value);
        }
    }
    model.finish(steps, Method::Euler)
}

/// The population of 351 towns: births that grow up through a delay of third order, and deaths.
pub fn towns(steps: f64) -> Program {
    let mut model = Model::new(3);
    let [fertility, youth, mortality] = [model.parameters[0], model.parameters[1], model.parameters[2]];
    let eighteen = model.number(18.0);
    let youth = model.multiply(youth, eighteen);
    let mut total = model.number(0.0);
    for town in 0..351 {
        let (state, people) = model.graph.state();
        let local = model.number(0.01 + f64::from(town) * 1e-5);
        let rate = model.multiply(fertility, local);
        let births = model.multiply(people, rate);
        let grown = model.third_order(births, youth);
        let local = model.number(0.012 + f64::from(town) * 1e-5);
        let rate = model.multiply(mortality, local);
        let deaths = model.multiply(people, rate);
        let change = model.subtract(grown, deaths);
        let start = model.number(100.0 + f64::from(town));
        model.graph.set_stock(state, start, change);
        total = model.add(total, people);
    }
    model.graph.output(total);
    model.finish(steps, Method::Euler)
}

/// A cup of tea that cools.
pub fn teacup(steps: f64) -> Program {
    let mut model = Model::new(2);
    let (state, tea) = model.graph.state();
    let [room, time] = [model.parameters[0], model.parameters[1]];
    let (seventy, ten) = (model.number(70.0), model.number(80.0));
    let (room, time) = (model.multiply(room, seventy), model.multiply(time, ten));
    let difference = model.subtract(tea, room);
    let loss = model.divide(difference, time);
    let zero = model.number(0.0);
    let change = model.subtract(zero, loss);
    let hot = model.number(180.0);
    model.graph.set_stock(state, hot, change);
    model.graph.output(tea);
    model.finish(steps, Method::Euler)
}

/// An epidemic of three stocks.
pub fn epidemic(steps: f64) -> Program {
    let mut model = Model::new(3);
    let [contacts, infectivity, duration] = [model.parameters[0], model.parameters[1], model.parameters[2]];
    let [(s, susceptible), (i, infectious), (r, recovered)] = std::array::from_fn(|_| model.graph.state());
    let some = model.add(susceptible, infectious);
    let everyone = model.add(some, recovered);
    let share = model.divide(infectious, everyone);
    let met = model.multiply(susceptible, contacts);
    let small = model.number(0.01);
    let risk = model.multiply(infectivity, small);
    let exposed = model.multiply(met, risk);
    let infection = model.multiply(exposed, share);
    let hundred = model.number(400.0);
    let days = model.multiply(duration, hundred);
    let recovery = model.divide(infectious, days);
    let fewer = model.graph.unary(UnaryOp::Negate, infection);
    let change = model.subtract(infection, recovery);
    let (many, one, none) = (model.number(10_000.0), model.number(1.0), model.number(0.0));
    model.graph.set_stock(s, many, fewer);
    model.graph.set_stock(i, one, change);
    model.graph.set_stock(r, none, recovery);
    model.graph.output(infectious);
    model.finish(steps, Method::Euler)
}
