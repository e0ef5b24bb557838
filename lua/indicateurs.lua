-- Les indicateurs du site : ce que chacun mesure, sur quel champ, avec quelles précautions.
--
-- La table « ess_chiffres » tient une ligne par chiffre publié. Un indicateur en choisit une mesure et,
-- pour chaque territoire, la valeur retenue (colonne « retenu »). Les millésimes diffèrent d'un
-- territoire à l'autre : la colonne « millesime » le dit à côté de chaque valeur.
--
-- Une valeur relevée garde les décimales de sa source : « decimals » n'est dit que pour les calculs.

local essor = require "essor"

local chiffres = essor.table "ess_chiffres"

-- Les valeurs retenues d'une mesure, tous secteurs réunis ; une ligne par territoire.
local function releve(mesure, famille)
  return chiffres:filter {
    indicateur = mesure, famille = famille or "ensemble", secteur = "ensemble", retenu = "oui",
  }
end

-- Complète la déclaration d'un indicateur relevé tel quel : où sont la valeur, sa date et sa source.
local function publie(table, declaration)
  declaration.table = table
  declaration.key = "territoire"
  declaration.value = declaration.value or "valeur"
  declaration.vintage = "millesime"
  declaration.source_name = "source_nom"
  declaration.source_url = "source_url"
  return declaration
end

local CHAMP = "Établissements employeurs de l'ESS, au lieu de travail, selon le périmètre de chaque source."
local MILLESIMES = "Les millésimes et les sources diffèrent d'un territoire à l'autre : la liste situe, elle ne classe pas."

-- Le poids dans l'emploi

essor.indicator "part_ess" (publie(releve "part_emploi_salarie", {
  title = "Part de l'ESS dans l'emploi salarié",
  short_title = "Part de l'emploi salarié",
  definition = "Postes salariés de l'économie sociale et solidaire rapportés à l'ensemble des postes salariés du territoire.",
  unit = "%", theme = "Emploi",
  numerator = "Postes salariés des établissements de l'ESS",
  denominator = "Postes salariés, tous employeurs, publics et privés",
  field = CHAMP,
  precautions = MILLESIMES .. " Les parts de l'Île-de-France, de la Nouvelle-Aquitaine, de l'Occitanie et de la Porte du Hainaut sont arrondies à l'unité par leur source.",
}))

essor.indicator "part_ess_2018" (publie(
  chiffres:filter { indicateur = "part_emploi_salarie", famille = "ensemble", millesime = "2018" }, {
  title = "Part de l'ESS dans l'emploi salarié, fin 2018",
  short_title = "Part en 2018",
  definition = "La même part, pour les seuls territoires connus au 31 décembre 2018 : ces valeurs se comparent entre elles.",
  unit = "%", theme = "Emploi",
  numerator = "Postes salariés des établissements de l'ESS au 31 décembre 2018",
  denominator = "Postes salariés, tous employeurs, au 31 décembre 2018",
  field = CHAMP,
  precautions = "Le millésime des départements et des intercommunalités normands est déduit de la source : la part de la Manche dans l'ESS régionale correspond aux postes de 2018.",
}))

essor.indicator "part_prive" (publie(releve "part_emploi_prive", {
  title = "Part de l'ESS dans l'emploi privé",
  short_title = "Part de l'emploi privé",
  definition = "Postes salariés de l'ESS rapportés aux seuls postes du secteur privé.",
  unit = "%", theme = "Emploi",
  numerator = "Postes salariés des établissements de l'ESS",
  denominator = "Postes salariés du secteur privé",
  field = CHAMP,
  precautions = "Toujours plus élevée que la part dans l'emploi salarié, dont le dénominateur comprend l'emploi public. " .. MILLESIMES,
}))

essor.indicator "part_etp" (publie(releve "part_emploi_etp", {
  title = "Part de l'ESS dans l'emploi salarié en équivalent temps plein",
  short_title = "Part en ETP",
  definition = "Équivalents temps plein de l'ESS rapportés à ceux de tous les employeurs.",
  unit = "%", theme = "Emploi",
  numerator = "Équivalents temps plein de l'ESS",
  denominator = "Équivalents temps plein, tous employeurs",
  field = CHAMP,
  precautions = "Plus basse que la part en postes, parce que le temps partiel est plus répandu dans l'ESS. Ne se compare pas à elle.",
}))

essor.indicator "salaries" (publie(releve "salaries", {
  title = "Postes salariés de l'ESS",
  short_title = "Postes salariés",
  definition = "Nombre de postes occupés au 31 décembre ; une personne qui travaille pour deux employeurs compte deux fois.",
  unit = "postes", decimals = 0, theme = "Emploi", direction = "up",
  field = CHAMP,
  precautions = "Une partie des valeurs est arrondie par la source. Grand Est : « plus de 200 000 ».",
}))

essor.indicator "etp" (publie(releve "etp", {
  title = "Équivalents temps plein de l'ESS",
  short_title = "ETP",
  definition = "Volume de travail de l'année, compté en emplois à temps plein.",
  unit = "ETP", decimals = 0, theme = "Emploi",
  field = CHAMP,
}))

essor.indicator "rang_departement" (publie(releve "rang_departement_part_emploi", {
  title = "Rang du département pour la part de l'ESS dans l'emploi salarié",
  short_title = "Rang du département",
  definition = "Place du département parmi les départements français, du plus haut au plus bas.",
  decimals = 0, theme = "Emploi",
  field = "Départements français.",
  precautions = "Rang publié par l'ORESS Normandie ; il n'est pas recalculé ici.",
}))

essor.indicator "part_regionale" (publie(releve "part_dans_ess_regionale", {
  title = "Part du département dans l'ESS de sa région",
  short_title = "Part dans l'ESS régionale",
  definition = "Postes salariés de l'ESS du département rapportés à ceux de l'ESS de la région.",
  unit = "%", theme = "Emploi",
  numerator = "Postes salariés de l'ESS du département",
  denominator = "Postes salariés de l'ESS de la région",
  field = CHAMP,
}))

essor.indicator "part_femmes" (publie(releve "part_femmes", {
  title = "Part des femmes dans l'emploi de l'ESS",
  short_title = "Part des femmes",
  definition = "Postes de l'ESS occupés par des femmes rapportés à tous les postes de l'ESS.",
  unit = "%", theme = "Emploi",
  numerator = "Postes de l'ESS occupés par des femmes",
  denominator = "Postes salariés de l'ESS",
  field = CHAMP,
  precautions = MILLESIMES,
}))

-- Les établissements

essor.indicator "etablissements" (publie(releve "etablissements_employeurs", {
  title = "Établissements employeurs de l'ESS",
  short_title = "Établissements employeurs",
  definition = "Lieux d'activité de l'ESS qui emploient au moins un salarié dans l'année.",
  unit = "établissements", decimals = 0, theme = "Établissements",
  field = CHAMP,
  precautions = "Une entreprise peut avoir plusieurs établissements.",
}))

essor.indicator "part_etablissements" (publie(releve "part_etablissements_employeurs", {
  title = "Part de l'ESS dans les établissements employeurs",
  short_title = "Part des établissements",
  definition = "Établissements employeurs de l'ESS rapportés à tous les établissements employeurs du territoire.",
  unit = "%", theme = "Établissements",
  numerator = "Établissements employeurs de l'ESS",
  denominator = "Établissements employeurs, tous statuts",
  field = CHAMP,
  precautions = MILLESIMES,
}))

essor.indicator "part_etablissements_associations" (publie(releve("part_famille_dans_etablissements_ess", "associations"), {
  title = "Part des associations dans les établissements de l'ESS",
  short_title = "Établissements associatifs",
  definition = "Établissements employeurs associatifs rapportés à ceux de toute l'ESS.",
  unit = "%", theme = "Familles",
  numerator = "Établissements employeurs associatifs",
  denominator = "Établissements employeurs de l'ESS",
  field = CHAMP,
}))

-- Les familles : la même déclaration quatre fois, une par famille.

local familles = {
  { "associations", "associations" },
  { "cooperatives", "coopératives" },
  { "mutuelles", "mutuelles" },
  { "fondations", "fondations" },
}
for _, famille in ipairs(familles) do
  local code, nom = famille[1], famille[2]
  essor.indicator("part_" .. code) (publie(releve("part_famille_dans_salaries_ess", code), {
    title = "Part des " .. nom .. " dans les postes de l'ESS",
    short_title = "Part des " .. nom,
    definition = "Postes salariés des " .. nom .. " rapportés à ceux de toute l'ESS.",
    unit = "%", theme = "Familles",
    numerator = "Postes salariés des " .. nom,
    denominator = "Postes salariés de l'ESS",
    field = CHAMP,
    precautions = "Les parts publiées par famille peuvent sommer à 99,9 ou à 100,1 : elles sont arrondies une à une et ne sont pas ajustées.",
  }))
end

-- Les salaires. La table compte la masse salariale en euros ou, pour une source, en milliers d'euros.

local masse = releve("masse_salariale_brute"):derive {
  montant = 'if_(unite == "k€", valeur * 1000, valeur)',
}

essor.indicator "masse_salariale" (publie(masse:derive { millions = "montant / 1000000" }, {
  title = "Masse salariale brute de l'ESS",
  short_title = "Masse salariale",
  definition = "Rémunérations brutes versées dans l'année, sans les cotisations de l'employeur.",
  unit = "M€", decimals = 0, theme = "Salaires", value = "millions",
  field = CHAMP,
  precautions = MILLESIMES .. " La plupart des valeurs sont arrondies par leur source.",
}))

-- Les ratios : deux mesures du même territoire, du même millésime et de la même source. Un plancher
-- (« plus de 200 000 ») n'entre pas dans un calcul.

local function mesure(table, colonne, nom)
  return table:filter 'precision ~= "seuil"'
              :select("territoire", "millesime", "source_nom", "source_url", colonne)
              :rename { [nom] = colonne }
end

local function ensemble(gauche, droite, nom)
  local autre = droite:select("territoire", "millesime", "source_nom", nom)
                      :rename { millesime_2 = "millesime", source_2 = "source_nom" }
  return gauche:inner_join(autre, "territoire")
               :filter "millesime == millesime_2 and source_nom == source_2"
end

local postes = mesure(releve "salaries", "valeur", "postes")
local lieux = mesure(releve "etablissements_employeurs", "valeur", "etablissements")
local temps = mesure(releve "etp", "valeur", "etp")
local salaires = mesure(masse, "montant", "masse")

local MEME_SOURCE = "Calculé seulement quand les deux mesures viennent de la même source et du même millésime. "

essor.indicator "salaries_par_etablissement" (publie(
  ensemble(postes, lieux, "etablissements"):derive { taille = "postes / etablissements" }, {
  title = "Taille moyenne des établissements de l'ESS",
  short_title = "Salariés par établissement",
  definition = "Nombre moyen de postes salariés par établissement employeur.",
  unit = "postes par établissement", decimals = 1, theme = "Établissements", value = "taille",
  numerator = "Postes salariés de l'ESS", denominator = "Établissements employeurs de l'ESS",
  field = CHAMP,
  precautions = MEME_SOURCE .. "Les entrées arrondies rendent la dernière décimale fragile.",
}))

essor.indicator "etp_par_poste" (publie(
  ensemble(postes, temps, "etp"):derive { temps_moyen = "etp / postes" }, {
  title = "Équivalents temps plein par poste",
  short_title = "ETP par poste",
  definition = "Volume de travail moyen d'un poste : 1 vaudrait que tous les postes sont à temps plein toute l'année.",
  unit = "ETP par poste", decimals = 2, theme = "Emploi", value = "temps_moyen",
  numerator = "Équivalents temps plein de l'ESS", denominator = "Postes salariés de l'ESS au 31 décembre",
  field = CHAMP,
  precautions = MEME_SOURCE .. "Les postes sont comptés un jour donné, les équivalents temps plein sur l'année.",
}))

essor.indicator "remuneration_par_etp" (publie(
  ensemble(salaires, temps, "etp"):derive { remuneration = "masse / etp" }, {
  title = "Rémunération brute par équivalent temps plein",
  short_title = "Rémunération par ETP",
  definition = "Masse salariale brute rapportée au nombre d'équivalents temps plein de l'année.",
  unit = "€", decimals = 0, theme = "Salaires", value = "remuneration",
  numerator = "Masse salariale brute de l'ESS", denominator = "Équivalents temps plein de l'ESS",
  field = CHAMP,
  precautions = MEME_SOURCE .. "En Normandie, la masse salariale est arrondie à la centaine de millions : lire un ordre de grandeur.",
}))

-- La conjoncture

essor.indicator "evolution_annuelle" (publie(releve "glissement_annuel_emploi", {
  title = "Évolution de l'emploi de l'ESS sur un an",
  short_title = "Évolution sur un an",
  definition = "Emploi d'un trimestre rapporté à celui du même trimestre de l'année précédente.",
  unit = "%", theme = "Conjoncture", direction = "up",
  numerator = "Variation de l'emploi de l'ESS sur un an",
  denominator = "Emploi de l'ESS du même trimestre, un an plus tôt",
  field = "Secteur privé hors agriculture (Urssaf).",
  precautions = "Le trimestre diffère selon le territoire. Une baisse locale peut venir d'une structure qui sort du champ sans perte d'emploi. Ne s'enchaîne pas avec les postes au 31 décembre, dont la source diffère.",
}))

essor.indicator "evolution_2021_2022" (publie(releve "evolution_emploi_2021_2022", {
  title = "Évolution de l'emploi de l'ESS entre 2021 et 2022",
  short_title = "Évolution 2021-2022",
  definition = "Variation de l'emploi entre fin 2021 et fin 2022, telle que publiée.",
  unit = "%", theme = "Conjoncture", direction = "up",
  numerator = "Variation de l'emploi de l'ESS entre 2021 et 2022",
  denominator = "Emploi de l'ESS en 2021",
  field = CHAMP,
  precautions = "Publiée par une même source pour la région et pour la France ; elle n'est pas recalculée ici.",
}))
