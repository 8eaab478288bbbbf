// Stands in for a package that reads spreadsheets and is not on the registry. The models here read none.
export default { set_fs() {} }
