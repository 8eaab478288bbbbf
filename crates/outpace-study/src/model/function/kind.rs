//! What the functions mean, apart from their names, and the three ways in which some are not mere functions of numbers.

/// A function of the equation language, by what it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are Vensim's; the table cites the page of each")]
pub enum Function {
    Abs,
    ActiveInitial,
    AllocateAvailable,
    AllocateByPriority,
    Arccos,
    Arcsin,
    Arctan,
    Cos,
    Cosh,
    Delay1,
    Delay1I,
    Delay3,
    Delay3I,
    DelayFixed,
    DelayInformation,
    DelayMaterial,
    DelayN,
    ElementCount,
    Exp,
    Floor,
    FlooredModulo,
    Forecast,
    Game,
    GetTimeValue,
    IfThenElse,
    Initial,
    Integ,
    Integer,
    InvertMatrix,
    Ln,
    Log,
    LookupBackward,
    LookupExtrapolate,
    LookupForward,
    Maximum,
    Minimum,
    Modulo,
    NetPresentValue,
    NetPresentValueEnd,
    Power,
    Product,
    Pulse,
    PulseTrain,
    Quantum,
    Ramp,
    Random,
    RandomNormal,
    RandomUniform,
    SampleIfTrue,
    Sin,
    Sinh,
    Smooth,
    Smooth3,
    Smooth3I,
    SmoothI,
    SmoothN,
    Sqrt,
    Step,
    Sum,
    Tan,
    Tanh,
    Trend,
    VectorElementMap,
    VectorMaximum,
    VectorMinimum,
    VectorRank,
    VectorReorder,
    VectorSelect,
    VectorSortOrder,
    WithLookup,
    Xidz,
    Zidz,
}

impl Function {
    /// Whether the function runs over the elements marked `!` in its arguments.
    pub fn reduces(self, arguments: usize) -> bool {
        match self {
            Function::Sum | Function::Product | Function::VectorMaximum | Function::VectorMinimum => true,
            Function::VectorSelect => true,
            Function::Maximum | Function::Minimum => arguments == 1,
            _ => false,
        }
    }

    /// Over how many of the left side's subscripts a function of whole vectors or matrices runs; 0 for all others.
    pub fn axes(self) -> usize {
        match self {
            Function::AllocateAvailable | Function::AllocateByPriority => 1,
            Function::VectorRank | Function::VectorReorder | Function::VectorSortOrder => 1,
            Function::InvertMatrix => 2,
            _ => 0,
        }
    }

    /// Whether the first argument is a look-up, not a value.
    pub fn takes_lookup(self) -> bool {
        matches!(self, Function::LookupBackward | Function::LookupExtrapolate | Function::LookupForward)
    }
}
