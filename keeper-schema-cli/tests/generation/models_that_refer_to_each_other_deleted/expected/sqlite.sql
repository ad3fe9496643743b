DROP TABLE "publishers";
DROP TABLE "magazines";
