-- Les indicateurs : ce que chacun mesure, et comment il se calcule.
local essor = require "essor"

local emploi = essor.table "emploi":derive { part = "100 * ess / total" }

essor.indicator "part_ess" {
  title = "Part de l'ESS dans l'emploi salarié",
  definition = "Postes salariés de l'ESS rapportés à tous les postes salariés du territoire.",
  unit = "%", decimals = 1,
  numerator = "Postes salariés de l'ESS", denominator = "Postes salariés, tous employeurs",
  field = "Données fictives",
  table = emploi, key = "code", value = "part",
}
