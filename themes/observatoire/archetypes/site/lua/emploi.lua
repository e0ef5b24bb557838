-- L'emploi : ce qui est calculé, ce que mesure chaque indicateur, les figures du site.
--
-- Les scripts s'exécutent dans l'ordre de leurs noms : celui-ci passe avant « fiches ».
local essor = require "essor"

local emploi = essor.table "emploi"
  :left_join(essor.table "territoires", "territoire")
  :derive { part = { "100 * ess / total", title = "Part de l'ESS dans l'emploi salarié", unit = "%", decimals = 1 } }

emploi:select("territoire", "nom", "annee", "part"):publish {
  name = "part_ess",
  title = "Part de l'ESS par territoire et par année (données fictives)",
  field = "Postes salariés au 31 décembre, données fictives.",
  licence = "Licence Ouverte 2.0",
  source = { producer = "Données fictives, à remplacer" },
}

local derniere = emploi:filter { annee = "2023" }:arrange("part", "desc")

essor.indicator "part_ess" {
  title = "Part de l'ESS dans l'emploi salarié",
  definition = "Postes salariés de l'ESS rapportés à tous les postes salariés du territoire.",
  unit = "%", decimals = 1, theme = "Emploi",
  numerator = "Postes salariés de l'ESS", denominator = "Postes salariés, tous employeurs",
  field = "Postes salariés au 31 décembre 2023, données fictives.",
  table = derniere, key = "territoire", value = "part", vintage = "annee",
}

local val = derniere:row { territoire = "T1" }

essor.figure "part-par-territoire" {
  kind = "bars", table = derniere, label = "nom", value = "part", highlight = "Val-Fictif",
  columns = { "nom", "part", "ess", "total" },
  title = "Un emploi sur huit au Val-Fictif",
  measure = "Part de l'ESS dans l'emploi salarié, fin 2023, en %, données fictives",
  reading = "au Val-Fictif, " .. essor.percent(val.part, 1) .. " des postes salariés relèvent de l'ESS.",
  field = "Quatre territoires fictifs.", source = "Données fictives, à remplacer.",
}

essor.figure "part-par-annee" {
  kind = "lines", table = emploi:filter { territoire = { "T1", "T2" } }, time = "annee", value = "part", series = "nom",
  highlight = "Val-Fictif", columns = { "annee", "nom", "part" },
  title = "Au Val-Fictif, la part monte chaque année",
  measure = "Part de l'ESS dans l'emploi salarié, en %, données fictives",
  reading = "fin 2023, la part du Val-Fictif est de " .. essor.percent(val.part, 1) .. ".",
  field = "Deux territoires fictifs.", source = "Données fictives, à remplacer.",
}
