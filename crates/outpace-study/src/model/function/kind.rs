//! What the functions mean, apart from their names, and the three ways in which some are not mere functions of numbers.

use crate::model::Reading;

/// What an argument is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// A number.
    Value,
    /// A look-up, by its name.
    Lookup,
    /// A vector, named by its first element.
    Vector,
    /// A priority profile, named by its type.
    Profile,
    /// Priority profiles, named by the type of the first.
    Profiles,
    /// A data variable, by its name: all of its points.
    Data,
}

/// A function of the equation language, by what it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are Vensim's; the table cites the page of each")]
pub enum Function {
    Abs,
    ActiveInitial,
    AllocateAtPriority,
    AllocateAvailable,
    AllocateByCurve,
    AllocateByPriority,
    Arccos,
    Arcsin,
    Arctan,
    Conveyor,
    ConveyorExit,
    ConveyorLeak,
    ConveyorZone,
    ConveyorZoneExit,
    Cos,
    Cosh,
    Cumulate,
    CumulateFinal,
    DataAtTime,
    DataBetweenTimes,
    DataDeviation,
    DataFirstTime,
    DataLastTime,
    DataMaximum,
    DataMean,
    DataMedian,
    DataMinimum,
    DataTotalPoints,
    Delay1,
    Delay1I,
    Delay3,
    Delay3I,
    DelayBatch,
    DelayConveyor,
    DelayFixed,
    DelayInformation,
    DelayMaterial,
    DelayN,
    DelayProfile,
    DemandAtPrice,
    DepreciateBySchedule,
    DepreciateStraightline,
    ElementCount,
    Exp,
    FindMarketPrice,
    FiscalPresentValue,
    Floor,
    FlooredModulo,
    Forecast,
    Game,
    GammaLn,
    GetTimeValue,
    IfThenElse,
    Initial,
    Integ,
    Integer,
    InvertMatrix,
    Ln,
    Log,
    LookupArea,
    LookupBackward,
    LookupExtrapolate,
    LookupForward,
    LookupInvert,
    LookupMean,
    LookupSlope,
    MarketPriority,
    Maximum,
    Message,
    Minimum,
    Modulo,
    NetPresentValue,
    NetPresentValueEnd,
    NormalCumulative,
    NormalQuantile,
    Oven,
    OvenRelease,
    OvenRoom,
    Power,
    Product,
    Pulse,
    PulseTrain,
    Quantum,
    QueueAgeAverage,
    QueueAgeInRange,
    QueueAgeOldest,
    QueueAttribAverage,
    QueueAttribQuantity,
    QueueFifo,
    QueueFirst,
    QueueOfBatches,
    QueueWhole,
    QueueFifoAttrib,
    Ramp,
    Random,
    RandomBeta,
    RandomBinomial,
    RandomExponential,
    RandomGamma,
    RandomLookup,
    RandomNegativeBinomial,
    RandomNormal,
    RandomPinkNoise,
    RandomPoisson,
    RandomTriangular,
    RandomUniform,
    RandomWeibull,
    SampleIfTrue,
    SampleUntil,
    Sequence,
    Simultaneous,
    Sin,
    Sinh,
    SpecialInteg,
    SpreadAsItLies,
    SpreadBy,
    Smooth,
    Smooth3,
    Smooth3I,
    SmoothI,
    SmoothN,
    Sqrt,
    Step,
    Sum,
    SupplyAtPrice,
    Tan,
    Tanh,
    TimeBase,
    TimeShift,
    Trend,
    VectorElementMap,
    VectorLookup,
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
            Function::AllocateAvailable | Function::AllocateByCurve | Function::AllocateByPriority => 1,
            Function::VectorRank | Function::VectorReorder | Function::VectorSortOrder => 1,
            Function::InvertMatrix => 2,
            _ => 0,
        }
    }

    /// Whether the function makes its variable a level that the flows in its arguments change.
    pub fn is_stock(self) -> bool {
        matches!(
            self,
            Function::Integ
                | Function::SpecialInteg
                | Function::QueueFifo
                | Function::QueueFifoAttrib
                | Function::Conveyor
                | Function::QueueOfBatches
                | Function::Oven
        )
    }

    /// How a look-up is read, where that is all the function does.
    pub fn reading(self) -> Option<Reading> {
        match self {
            Function::LookupBackward => Some(Reading::Backward),
            Function::LookupExtrapolate => Some(Reading::Extrapolate),
            Function::LookupForward => Some(Reading::Forward),
            Function::LookupInvert => Some(Reading::Inverse),
            _ => None,
        }
    }

    /// What the argument at this place is.
    pub fn takes(self, at: usize) -> Takes {
        match (self, at) {
            (Function::LookupArea | Function::LookupMean | Function::LookupSlope, 0) => Takes::Lookup,
            (Function::RandomLookup | Function::DelayProfile, 0)
            | (Function::QueueFifo, 2)
            | (Function::DelayConveyor, 3) => Takes::Lookup,
            (Function::QueueFifoAttrib, 4 | 5) | (Function::SpreadBy, 1) => Takes::Lookup,
            (Function::VectorLookup, 0) | (Function::MarketPriority, 0 | 1) => Takes::Vector,
            (Function::FindMarketPrice, 0 | 2) | (Function::DepreciateBySchedule, 1 | 2) => Takes::Vector,
            (Function::FindMarketPrice, 1 | 3) => Takes::Profiles,
            (Function::DemandAtPrice | Function::SupplyAtPrice, 1) => Takes::Profile,
            (
                Function::Cumulate
                | Function::CumulateFinal
                | Function::DataAtTime
                | Function::DataBetweenTimes
                | Function::DataDeviation
                | Function::DataFirstTime
                | Function::DataLastTime
                | Function::DataMaximum
                | Function::DataMean
                | Function::DataMedian
                | Function::DataMinimum
                | Function::DataTotalPoints
                | Function::TimeShift,
                0,
            ) => Takes::Data,
            _ => Takes::Value,
        }
    }
}
